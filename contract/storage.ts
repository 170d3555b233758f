import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { idShape, instantShape, memberStates } from './words.ts'

/** MB-9: what takes up storage. */
export const storageKinds = ['drive', 'mail'] as const
export type StorageKind = (typeof storageKinds)[number]

/** So many values a service reports at once. */
export const maxStorageValues = 1_000
/** Values may be of so many seconds ahead of the server's clock. */
export const storageAheadSeconds = 300

const bytesShape = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).describe('Bytes')
const limitShape = bytesShape.nullable().describe('Bytes; null: no limit of their own')
const atShape = instantShape.optional().describe('As of when; default: now')

/** `PUT /service/v1/storage`: what members use, and what the company may use in all. */
export const storageReportShape = z.strictObject({
  members: z
    .array(z.strictObject({ member: idShape, kind: z.enum(storageKinds), used: bytesShape, limit: limitShape, at: atShape }))
    .max(maxStorageValues)
    .default([]),
  company: z
    .array(z.strictObject({ kind: z.enum(storageKinds), limit: limitShape, at: atShape }))
    .max(storageKinds.length)
    .refine((all) => new Set(all.map(({ kind }) => kind)).size === all.length, { error: 'each kind once' })
    .default([]),
})
export type StorageReport = z.infer<typeof storageReportShape>

/** Why a well-formed value was not stored: nobody of the company; a newer value, or the same, is there; as of a time ahead. */
export const storageRefusals = ['unknown_member', 'not_newer', 'ahead'] as const
export const storageAnswerShape = z.object({
  stored: z.number().int(),
  ignored: z.array(z.object({ path: z.string(), reason: z.enum(storageRefusals) })),
})
export type StorageAnswer = z.infer<typeof storageAnswerShape>

/** MB-9: what one member uses of one kind. */
export const storageUseShape = z.object({
  kind: z.enum(storageKinds),
  used: bytesShape,
  limit: limitShape,
  reportedAt: instantShape,
})
export type StorageUse = z.infer<typeof storageUseShape>

export const memberStorageShape = z.object({
  /** MB-9: the kinds that the company's plan shows. */
  kinds: z.array(z.enum(storageKinds)),
  /** Of these, those that a service has reported. */
  items: z.array(storageUseShape),
})
export type MemberStorage = z.infer<typeof memberStorageShape>

/** Use is said to be near its limit from half of it, in steps of so many per cent, up to 100. At each, administrators are told once. */
export const storageSteps = [50, 60, 70, 80, 90, 100] as const

export const companyStorageShape = z.object({
  kind: z.enum(storageKinds),
  used: bytesShape,
  /** The company's, as reported; else the sum of its members' limits, where each has one; null: none is known. */
  limit: limitShape,
  limitOf: z.enum(['company', 'members']).nullable(),
  members: z.number().int().describe('Of whom a value was reported'),
  /** The step that is reached; null: less than half, or no limit. */
  step: z.number().int().nullable(),
  /** Since when use has been at this step or above, as far as it is known. */
  since: instantShape.nullable(),
  /** How many members use so many per cent of their own limit, or more. */
  filled: z.array(z.object({ percent: z.number().int(), members: z.number().int() })),
  reportedAt: instantShape.nullable(),
})
export type CompanyStorage = z.infer<typeof companyStorageShape>

export const storageFillings = ['50', '60', '70', '80', '90', '100'] as const
export type StorageFilling = (typeof storageFillings)[number]

/** What the list of the largest is searched by. */
export const storageFilterShape = z.object({
  kind: z.enum(storageKinds).default('drive'),
  filled: z.enum(storageFillings).optional().describe('Only who uses so many per cent of their own limit, or more'),
})

export const storageRowShape = z.object({
  member: z.object({
    id: idShape,
    name: z.string(),
    login: z.string(),
    state: z.enum(memberStates),
    /** The primary one, where the role reaches it. */
    team: z.object({ id: idShape, name: z.string() }).nullable(),
  }),
  used: bytesShape,
  limit: limitShape,
  reportedAt: instantShape,
})
export type StorageRow = z.infer<typeof storageRowShape>

const company = z.object({ company: idShape })
const tag = 'Storage'

/** MB-9: storage in use. */
export const storage = {
  company: endpoint({
    method: 'GET',
    path: '/companies/{company}/storage',
    summary: 'Storage that the company uses, by kind',
    description: 'Exact sums of what the services reported of its members. Members in deletion count until they are purged.',
    tag,
    access: { menu: 'statistics', level: 'view' },
  })
    .input(company)
    .output(z.object({ items: z.array(companyStorageShape) })),

  largest: endpoint({
    method: 'GET',
    path: '/companies/{company}/storage/members',
    summary: 'Members by the storage they use, the largest first',
    tag,
    access: { menu: 'statistics', level: 'view' },
  })
    .input(
      company.extend(storageFilterShape.shape).extend({
        cursor: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(100).default(50),
      }),
    )
    .output(
      z.object({
        items: z.array(storageRowShape),
        next: z.string().nullable(),
        total: z.number().int(),
        /** P-2: true: the role sees totals only. */
        namesHidden: z.boolean(),
      }),
    ),

  ofMember: endpoint({
    method: 'GET',
    path: '/companies/{company}/members/{member}/storage',
    summary: 'Storage that a member uses, as the services report it',
    tag,
    access: { menu: 'members', level: 'view' },
    errors: ['names_hidden'],
  })
    .input(company.extend({ member: idShape }))
    .output(memberStorageShape),
}
