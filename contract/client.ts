import { z } from 'zod'
import { idShape, instantShape, type Surface } from './words.ts'

/**
 * The clients' protocol, `/client/v1`: what the suite's apps say to the server, wrapped by `@muster/client`.
 * All of it is authorized by the OpenID access token of a suite client (`Authorization: Bearer`), and acknowledged means committed.
 */

/** The surface of a suite client is fixed by its client ID; the console is `web`. */
export const suiteClients = {
  mobile: 'mobile',
  pc: 'pc',
  drive_mobile: 'drive_mobile',
  drive_explorer: 'drive_explorer',
  web: 'web',
  console: 'web',
} as const satisfies Record<string, Surface>
export type SuiteClient = keyof typeof suiteClients

const text = (max: number) => z.string().trim().min(1).max(max)

/** `PUT /client/v1/device`: binds the session to this device; another vendor ID later is refused with `device_bound`. */
export const deviceReportShape = z.strictObject({
  vendorId: text(128),
  model: text(128),
  serial: text(128).nullish(),
  os: z.enum(['ios', 'android', 'windows', 'macos', 'linux']),
  osVersion: text(64),
  appVersion: text(64),
})
export type DeviceReport = z.infer<typeof deviceReportShape>
export const deviceAnswerShape = z.object({ deviceId: idShape })

/** AU-7: at most this many past uses per report, none older than 31 days, none more than 5 minutes ahead. */
export const maxUsesPerReport = 500
export const useMaxAgeDays = 31
export const useMaxAheadSeconds = 300

/** `POST /client/v1/activity`: a use happening now (`uses` absent), or past uses of an offline queue. */
export const activityReportShape = z.strictObject({
  uses: z
    .array(z.strictObject({ at: instantShape }))
    .min(1)
    .max(maxUsesPerReport)
    .optional(),
})
export type ActivityReport = z.infer<typeof activityReportShape>

export const ignoredReasons = ['too_old', 'in_future'] as const
export const activityAnswerShape = z.object({
  /** How many of the uses are on record now (also when they were before). */
  recorded: z.number().int().min(0),
  /** Uses that were not stored; `index` is the place in `uses`. */
  ignored: z.array(z.object({ index: z.number().int().min(0), reason: z.enum(ignoredReasons) })),
})
export type ActivityAnswer = z.infer<typeof activityAnswerShape>

/** Events of `GET /client/v1/stream` (server-sent events). After `signed_out` the server closes the stream. */
export const streamEvents = ['ready', 'signed_out'] as const
