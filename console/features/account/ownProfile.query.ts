import type { OwnProfile } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { serverPaths } from '../../paths.ts'

/** MB-2: one's own profile. */
export const ownProfileQuery = () => api.ownProfile.get.queryOptions()

/** The address of one's own picture, a new one with every change; null when there is none. */
export const ownPhotoOf = ({ photoChangedAt }: OwnProfile) => photoChangedAt && serverPaths.ownPhoto(photoChangedAt)
