import { changeOwnPhoto, getOwnPhoto, getOwnProfile, removeOwnPhoto } from '#modules/members'
import { api, callerOf } from '../../platform/api.ts'
import type { CredentialDeps } from './credential.service.ts'
import { updateOwnProfile } from './ownProfile.service.ts'

const p = api.ownProfile

/** MB-2: one's own profile. */
export function ownProfileRoutes(deps: CredentialDeps) {
  return {
    get: p.get.handler(({ context }) => {
      const { scope, memberId } = callerOf(context)
      return scope.transaction((ctx) => getOwnProfile(ctx, memberId))
    }),
    update: p.update.handler(async ({ context, input }) => {
      const { scope, memberId } = callerOf(context)
      return { revision: await scope.transaction((ctx) => updateOwnProfile(ctx, deps, { memberId, ...input })) }
    }),
    photo: p.photo.handler(async ({ context }) => {
      const { scope, memberId } = callerOf(context)
      const photo = await scope.transaction((ctx) => getOwnPhoto(ctx, memberId))
      context.reply.header('cache-control', 'private, max-age=300')
      return new File([new Uint8Array(photo.bytes)], 'photo', { type: photo.type })
    }),
    setPhoto: p.setPhoto.handler(async ({ context, input }) => {
      const { scope, memberId } = callerOf(context)
      await scope.transaction((ctx) => changeOwnPhoto(ctx, memberId, Buffer.from(input.data, 'base64')))
      return { photoChangedAt: scope.now.toISOString() }
    }),
    removePhoto: p.removePhoto.handler(async ({ context }) => {
      const { scope, memberId } = callerOf(context)
      await scope.transaction((ctx) => removeOwnPhoto(ctx, memberId))
      return { photoChangedAt: null }
    }),
  }
}
