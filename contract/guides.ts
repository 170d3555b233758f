import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { guideBlocks, installationStates } from './installation.ts'
import { mailTestShape } from './mail.ts'
import { idShape, instantShape, lineShape, localeShape, textShape } from './words.ts'

/** IS-3: members that can be selected for one send; more are *Notify all members*. */
export const maxGuideMembers = 1_000
/** IS-5: the sends of a company that its history shows. */
export const guideHistory = 20

/** IS-4: what a guide leads to; the first two are stores of the mobile app. */
export const guideLinks = ['ios', 'android', 'windows', 'macos'] as const
export type GuideLink = (typeof guideLinks)[number]

/** What stands in a guide's texts for what differs from member to member: nothing else is filled in. */
export const guidePlaceholders = ['name', 'company', 'account'] as const
export type GuidePlaceholder = (typeof guidePlaceholders)[number]

const placeholder = /\{([^{}]*)\}/g
const isPlaceholder = (word: string) => guidePlaceholders.some((one) => one === word)
/** The first `{word}` of a text that is no placeholder, as it stands there; undefined: there is none. */
export function unknownPlaceholder(text: string): string | undefined {
  for (const [whole, word = ''] of text.matchAll(placeholder)) if (!isPlaceholder(word)) return whole
  return undefined
}
const noUnknown = { error: 'only {name}, {company} and {account} are filled in' }
const fillable = (shape: z.ZodString) =>
  shape
    .min(1)
    .refine((text) => unknownPlaceholder(text) === undefined, noUnknown)
    .nullable()

const linkShape = z
  .url({ protocol: /^https$/, error: 'an address that begins with https://' })
  .max(500)
  .nullable()

/** Null: the text that comes with Muster. */
const wordsShape = z.object({ subject: fillable(lineShape(150)), introduction: fillable(textShape(2_000)) })
const templateShape = z.object({
  texts: z.object({ en: wordsShape, ko: wordsShape, ja: wordsShape }),
  /** Null: no such app, or nowhere to get it. */
  links: z.object({ ios: linkShape, android: linkShape, windows: linkShape, macos: linkShape }),
})
export type GuideTemplate = z.infer<typeof templateShape>

const writtenWordsShape = z.object({ subject: z.string(), introduction: z.string() })
export const guideTemplateShape = templateShape.extend({
  revision: z.number().int(),
  /** What stands where the company has written nothing itself. */
  defaults: z.object({ en: writtenWordsShape, ko: writtenWordsShape, ja: writtenWordsShape }),
})
export type StoredGuideTemplate = z.infer<typeof guideTemplateShape>

/** IS-3: to whom: some members, or every selectable one of the company (of what the role reaches). */
const toShape = z.union([
  z.object({ members: z.array(idShape).min(1).max(maxGuideMembers) }).strict(),
  z.object({ everyone: z.literal(true) }).strict(),
])
export type GuideTo = z.infer<typeof toShape>

const refusedShape = z.object({
  member: z.object({ id: idShape, name: z.string(), login: z.string() }).nullable().describe('Null: not there, or out of reach'),
  reason: z.enum([...guideBlocks, 'gone']),
})
export type RefusedGuide = z.infer<typeof refusedShape>

/** What keeps mails from leaving: no server is set, or the one that is takes none at the moment. */
export const guideHolds = ['no_server', 'server_unreachable'] as const
export type GuideHold = (typeof guideHolds)[number]

const countShape = z.number().int().min(0)
export const guideCountShape = z.object({
  /** IS-3: exactly so many would get the mail now. */
  recipients: countShape,
  /** Those of them whose address a server refused in a send of the history. */
  bounced: countShape,
  /** Of the members asked for, those who would not, and why; of *everyone* none is listed. */
  refused: z.array(refusedShape),
  /** Apps that some of them lack and that the mail has no link for: nothing is sent until it has one. */
  linksMissing: z.array(z.enum(['mobile', 'pc'])),
  hold: z.enum(guideHolds).nullable(),
})
export type GuideCount = z.infer<typeof guideCountShape>

export const guideStates = ['waiting', 'sent', 'failed', 'unknown', 'skipped'] as const
export type GuideState = (typeof guideStates)[number]

/** IS-6: why a mail did not leave after all: no longer selectable, no longer of the company, or cancelled. */
export const skipReasons = [...guideBlocks, 'gone', 'cancelled'] as const
export type SkipReason = (typeof skipReasons)[number]

/** Windows after a mail has left in which its receiver’s first use of an app that it named counts as its effect. */
export const effectDays = [7, 30] as const

export const guideShape = z.object({
  id: idShape,
  at: instantShape,
  /** The administrator who sent it; null for a role that sees no names. */
  by: z.object({ id: idShape, name: z.string() }).nullable(),
  everyone: z.boolean(),
  recipients: countShape,
  progress: z.object({ waiting: countShape, sent: countShape, failed: countShape, unknown: countShape, skipped: countShape }),
  /** When the last of them had an outcome; null: it goes on. */
  endedAt: instantShape.nullable(),
  hold: z.enum(guideHolds).nullable(),
  /** The server's words while it takes no mails. */
  trouble: z.string().nullable(),
  /** Of those who got it, how many have begun to use an app that it named within so many days; `over`: no more can come. */
  effect: z.array(z.object({ days: z.number().int(), installed: countShape, over: z.boolean() })),
})
export type Guide = z.infer<typeof guideShape>

export const guideRecipientShape = z.object({
  /** Null once the member is purged. */
  member: z.object({ id: idShape, name: z.string(), login: z.string() }).nullable(),
  /** The personal e-mail that the mail went, or would go, to. */
  email: z.string().nullable(),
  /** IS-5: as they were when it was sent. */
  mobile: z.enum(installationStates),
  pc: z.enum(installationStates),
  state: z.enum(guideStates),
  reason: z.enum(skipReasons).nullable(),
  attempts: countShape,
  /** The server's own words, of the last attempt. */
  reply: z.string().nullable(),
  /** Whether the server refused the address itself. */
  bounced: z.boolean(),
  /** When the next attempt is made; null: none is. */
  nextAt: instantShape.nullable(),
  endedAt: instantShape.nullable(),
})
export type GuideRecipient = z.infer<typeof guideRecipientShape>

const path = '/companies/{company}/installation'
const company = z.object({ company: idShape })
const one = company.extend({ guide: idShape })
const tag = 'Installation'
const view = { menu: 'installation', level: 'view', page: 'installation' } as const
const manage = { menu: 'installation', level: 'manage', page: 'installation' } as const
const previewed = z.object({
  locale: localeShape,
  apps: z
    .array(z.enum(['mobile', 'pc']))
    .min(1)
    .max(2),
  template: templateShape.optional().describe('Before it is saved; absent: as it is saved'),
})

/** IS-3 to IS-6: the mail that gets the apps installed: what it says, to whom it goes, and what became of it. */
export const guides = {
  count: endpoint({
    method: 'POST',
    once: false,
    path: `${path}/guides/count`,
    summary: 'How many would get an install guide now (IS-3)',
    description: 'For the confirm. Nothing is sent.',
    tag,
    access: view,
    errors: ['names_hidden'],
  })
    .input(company.extend({ to: toShape }))
    .output(guideCountShape),

  send: endpoint({
    method: 'POST',
    once: true,
    path: `${path}/guides`,
    summary: 'Send the install guide (IS-3)',
    description:
      'To some members, or to every selectable member of the company whatever is filtered on screen. Who is selectable is asked again now and as each mail leaves (IS-6). A send to everyone waits for the one before to end.',
    tag,
    access: manage,
    errors: ['names_hidden', 'guide_nobody', 'guide_under_way', 'guide_links_missing'],
    successStatus: 201,
  })
    .input(company.extend({ to: toShape }))
    .output(z.object({ guide: guideShape, refused: z.array(refusedShape) })),

  list: endpoint({
    method: 'GET',
    path: `${path}/guides`,
    summary: `The last ${guideHistory} sends, the newest first (IS-5)`,
    tag,
    access: view,
  })
    .input(company)
    .output(z.object({ items: z.array(guideShape) })),

  cancel: endpoint({
    method: 'PUT',
    path: `${path}/guides/{guide}/cancellation`,
    summary: 'Send no more mails of a send',
    description: 'Those that wait are skipped. What has left has left.',
    tag,
    access: manage,
  })
    .input(one)
    .output(guideShape),

  recipients: endpoint({
    method: 'GET',
    path: `${path}/guides/{guide}/recipients`,
    summary: 'What became of each mail of a send',
    tag,
    access: view,
    errors: ['names_hidden'],
  })
    .input(
      one.extend({
        state: z.enum(guideStates).optional(),
        cursor: idShape.optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.object({ items: z.array(guideRecipientShape), next: z.string().nullable(), total: countShape })),

  csv: endpoint({
    method: 'GET',
    path: `${path}/guides/{guide}/recipients.csv`,
    summary: 'The receivers of a send as a CSV file (IS-5)',
    description: 'Name, account, install status at send time, personal e-mail, and what became of the mail in the server’s words.',
    tag,
    access: view,
    errors: ['names_hidden'],
  })
    .input(one)
    .output(z.file()),

  template: endpoint({
    method: 'GET',
    path: `${path}/guide-template`,
    summary: 'What the install guide says, and where it leads',
    tag,
    access: view,
  })
    .input(company)
    .output(guideTemplateShape),

  updateTemplate: endpoint({
    method: 'PUT',
    path: `${path}/guide-template`,
    summary: 'Change what the install guide says, and where it leads',
    description: 'Mails of a send that is under way keep what it began with.',
    tag,
    access: manage,
    errors: ['changed_meanwhile'],
  })
    .input(company.extend({ revision: z.number().int(), template: templateShape }))
    .output(z.object({ revision: z.number().int() })),

  preview: endpoint({
    method: 'POST',
    once: false,
    path: `${path}/guides/preview`,
    summary: 'The install guide as a member sees it (IS-4)',
    tag,
    access: view,
  })
    .input(company.extend(previewed.shape))
    .output(z.object({ subject: z.string(), html: z.string(), text: z.string() })),

  test: endpoint({
    method: 'POST',
    once: true,
    path: `${path}/guides/test`,
    summary: 'Send the install guide to oneself',
    tag,
    access: manage,
    errors: ['mail_off'],
  })
    .input(company.extend(previewed.shape))
    .output(mailTestShape),
}
