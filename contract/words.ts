import { z } from 'zod'

/** The shapes every module shares: PRODUCT's glossary as zod schemas. */

export const locales = ['en', 'ko', 'ja'] as const
export type Locale = (typeof locales)[number]
export const localeShape = z.enum(locales)

/** Where use happens. The order is the order of every table and chart. */
export const surfaces = ['mobile', 'pc', 'drive_mobile', 'drive_explorer', 'web'] as const
export type Surface = (typeof surfaces)[number]
export const surfaceShape = z.enum(surfaces)

/** A calendar day of a company, `YYYY-MM-DD` (T-1): never an instant, never shifted. */
export const dayShape = z.iso
  .date()
  .refine((day) => !day.startsWith('0000'), { error: 'a day of the calendar, which has no year 0' })
  .describe('A day in the company’s time zone, YYYY-MM-DD')
export type Day = string

/** An id, in small letters as the database writes it, so that ids may be compared: one in capitals is the same (P-3). */
export const idShape = z.uuid().toLowerCase()
/** An instant, UTC, ISO 8601 with milliseconds. */
export const instantShape = z.iso.datetime({ offset: true })

/** IANA time zone name that this server's ICU knows, e.g. `Asia/Seoul`. */
export const zoneShape = z.string().max(64).refine(isTimeZone, { error: 'unknown time zone' }).overwrite(spelledZone)

/** An IANA name in its own spelling, so that `asia/seoul` is no other zone than `Asia/Seoul`. */
function spelledZone(zone: string): string {
  if (!isTimeZone(zone)) return zone
  const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions()
  return timeZone.toLowerCase() === zone.toLowerCase() ? timeZone : zone
}

/** Whether `zone` is an IANA name the runtime can compute with. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return /^[A-Za-z]/.test(zone)
  } catch {
    return false
  }
}

/** Plans (P-1). */
export const corePlans = ['none', 'free', 'lite', 'standard', 'standard_plus', 'trial'] as const
export const planShape = z.object({
  core: z.enum(corePlans),
  drive: z.boolean(),
  approval: z.boolean(),
})
export type Plan = z.infer<typeof planShape>
/** Pages that not every plan opens (P-1). */
export type PlanPage = 'installation' | 'devices'

/** Menu permissions of administrators (P-2). */
export const menus = ['statistics', 'installation', 'devices', 'members', 'security', 'settings', 'audit'] as const
export type Menu = (typeof menus)[number]
export const levels = ['view', 'manage'] as const
export type Level = (typeof levels)[number]

/** Administrator roles (P-2), the mightiest first. `custom` is made of menu permissions. */
export const administratorRoles = ['super_admin', 'sub_admin', 'operations_admin', 'custom'] as const
export type AdministratorRole = (typeof administratorRoles)[number]

/** P-2: what a role may do, menu by menu; `manage` includes `view`. */
export const permissionsShape = z.partialRecord(z.enum(menus), z.enum(levels))
export type Permissions = z.infer<typeof permissionsShape>

/** MB-1: derived in this order of precedence: deleted, suspended, awaiting, pending (expired after 30 days), in use. */
export const memberStates = ['in_use', 'pending', 'pending_expired', 'awaiting', 'suspended', 'deleted'] as const
export type MemberState = (typeof memberStates)[number]

/** The part of a member's ID before the @, and alias addresses: unique within a company. */
export const loginShape = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'letters, digits, dot, hyphen and underscore')

/** What no database keeps (NUL, half a character) and no field shows: control characters, and of a line its breaks. */
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029]/u
const unprintableInText = /[^\P{Cc}\t\r\n]|\p{Cs}/u

/** One line of text, without control characters. */
export const lineShape = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !unprintable.test(text), { error: 'one line of text, without control characters' })

/** Text of several lines, without other control characters. */
export const textShape = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !unprintableInText.test(text), { error: 'text without control characters' })

/** The name of something: one line of text. */
export const nameShape = lineShape(100).min(1)

/** A domain name such as example.com. */
export const domainShape = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'a domain name such as example.com')

/** MB-4: 8 to 64 characters as people count them, so that Hangul and emoji are one each. */
export const passwordLength = { min: 8, max: 64 } as const

/** MB-4: whether a password has an allowed length. */
export function passwordLengthOk(password: string): boolean {
  const length = Array.from(password).length
  return length >= passwordLength.min && length <= passwordLength.max
}
export const passwordShape = z.string().max(256).refine(passwordLengthOk, { error: '8 to 64 characters' })
