import { z } from 'zod'
import { profileShape } from './account.ts'
import { endpoint } from './endpoint.ts'
import { instantShape } from './words.ts'

/** MB-2: the parts of a profile that a company may leave to its members; language is always theirs. */
export const ownFields = [
  'phonetic',
  'names',
  'nickname',
  'personalEmail',
  'phones',
  'workplace',
  'duty',
  'birthday',
  'zone',
  'photo',
] as const
export type OwnField = (typeof ownFields)[number]

/** In the order of the list, so that choosing and dropping one again is no change. */
export const ownFieldsShape = z.array(z.enum(ownFields)).transform((chosen) => ownFields.filter((field) => chosen.includes(field)))

const writtenShape = profileShape.pick({
  phonetic: true,
  names: true,
  nickname: true,
  personalEmail: true,
  phones: true,
  workplace: true,
  duty: true,
  birthday: true,
  zone: true,
})
const changeShape = writtenShape.partial()
export type OwnProfileChange = z.infer<typeof changeShape>

const ownProfileShape = z.object({
  revision: z.number().int(),
  profile: writtenShape.extend({
    name: profileShape.shape.name,
    employeeNumber: profileShape.shape.employeeNumber,
    hiredOn: profileShape.shape.hiredOn,
  }),
  level: z.string().nullable(),
  /** When the photo was changed; null: there is none. */
  photoChangedAt: instantShape.nullable(),
  /** The zone that holds where the member has none of their own. */
  companyZone: z.string(),
  /** What the member may change. */
  editable: z.array(z.enum(ownFields)),
})
export type OwnProfile = z.infer<typeof ownProfileShape>

const me = { tag: 'Me', access: 'member' } as const

/** MB-2: one's own profile. */
export const ownProfile = {
  get: endpoint({ method: 'GET', path: '/me/profile', summary: 'One’s own profile, and what of it one may change', ...me }).output(
    ownProfileShape,
  ),

  update: endpoint({
    method: 'PATCH',
    path: '/me/profile',
    summary: 'Change one’s own profile, as far as the company leaves it open',
    description:
      'Only the fields given change. `revision` is that of the profile as it was read; another’s change in between is refused. Another personal e-mail asks for a proof of who one is, as dangerous acts do; links that were mailed to the one before die.',
    ...me,
    errors: ['changed_meanwhile', 'not_own_field', 'reauth_required'],
  })
    .input(z.object({ revision: z.number().int(), profile: changeShape }))
    .output(z.object({ revision: z.number().int() })),

  photo: endpoint({ method: 'GET', path: '/me/photo', summary: 'One’s own photo', ...me, errors: ['not_found'] }).output(z.file()),

  setPhoto: endpoint({
    method: 'PUT',
    path: '/me/photo',
    summary: 'Set one’s own photo',
    description: 'PNG, JPEG or WebP, as `account.setPhoto`.',
    ...me,
    errors: ['not_own_field'],
  })
    .input(z.object({ data: z.base64().min(8).max(240_000) }))
    .output(z.object({ photoChangedAt: instantShape })),

  removePhoto: endpoint({
    method: 'DELETE',
    path: '/me/photo',
    summary: 'Remove one’s own photo',
    ...me,
    errors: ['not_own_field'],
  }).output(z.object({ photoChangedAt: z.null() })),
}
