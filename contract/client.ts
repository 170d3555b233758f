import { z } from 'zod'
import { mdmModes } from './mdm.ts'
import { idShape, instantShape, lineShape, type Surface } from './words.ts'

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

const text = (max: number) => lineShape(max).min(1)

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

/**
 * DS-10: `GET /client/v1/enrolment` says whether the device is to be enrolled, and how it stands. `POST /client/v1/enrolment` enrols it by a
 * key pair of its own, again in another generation; `POST /client/v1/enrolment/profile` says that the profile is installed. Both carry a proof
 * of the key (see docs/integrate.md), and all three answer {@link enrolmentShape}. `POST /client/v1/enrolment/skip` answers
 * {@link enrolmentSkippedShape}.
 */
export const enrolmentShape = z.object({
  mode: z.enum(mdmModes),
  /** Of this device; null: it is not enrolled. */
  enrolment: z.object({ id: idShape, generation: z.number().int(), registered: z.boolean() }).nullable(),
})
export type Enrolment = z.infer<typeof enrolmentShape>
/** Where MDM is required, whoever skips it is signed out of the mobile app. */
export const enrolmentSkippedShape = z.object({ signedOut: z.boolean() })
export type EnrolmentSkipped = z.infer<typeof enrolmentSkippedShape>

/** A proof of an enrolment key counts so many seconds before and after the instant that it states. */
export const proofToleranceSeconds = 300
/** What is wrong with a proof: `time` comes with the server’s own `now`. */
export const proofProblems = ['missing', 'malformed', 'method', 'address', 'time', 'body', 'token', 'used', 'key'] as const
export type ProofProblem = (typeof proofProblems)[number]

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

/** `GET /client/v1/members`: members by a literal part of name, nickname, ID, number or alias address, for auto-complete (MB-6). */
export const memberSearchShape = z.strictObject({ q: text(100), limit: z.coerce.number().int().min(1).max(50).default(20) })
export const foundMembersShape = z.object({
  items: z.array(
    z.object({
      id: idShape,
      name: z.string(),
      login: z.string(),
      nickname: z.string().nullable(),
      /** Those through which the member is found, the primary one first. */
      affiliations: z.array(
        z.object({ team: z.object({ id: idShape, name: z.string() }), position: z.string().nullable(), isPrimary: z.boolean() }),
      ),
    }),
  ),
  /** Whether there are more, so that typing on helps. */
  more: z.boolean(),
})
export type FoundMembers = z.infer<typeof foundMembersShape>

/** `GET /client/v1/teams`: the team tree without what is private and not the member's own (MB-7), siblings in order. */
export const shownTeamsShape = z.object({
  items: z.array(z.object({ id: idShape, parentId: idShape.nullable(), name: z.string() })),
})

/** `GET /client/v1/teams/{team}/members`: whom the chart shows in a team, or with whom something shared with it is shared (MB-7). */
export const teamPageShape = z.strictObject({
  of: z.enum(['chart', 'sharing']).default('chart'),
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
})
export const shownTeamMembersShape = z.object({
  items: z.array(
    z.object({
      id: idShape,
      name: z.string(),
      login: z.string(),
      position: z.string().nullable(),
      level: z.string().nullable(),
      isPrimary: z.boolean(),
      isLeader: z.boolean(),
    }),
  ),
  next: z.string().nullable(),
})
export type ShownTeamMembers = z.infer<typeof shownTeamMembersShape>

/**
 * `GET /client/v1/notices`: the member's service notifications, the newest first, worded in the member's language.
 * `POST /client/v1/notices/{id}/read` marks one as read and answers {@link noticeReadShape}.
 */
export const shownNoticesShape = z.object({
  items: z.array(
    z.object({
      id: idShape,
      kind: z.string(),
      title: z.string(),
      text: z.string(),
      /** The page on which something can be done about it; null: none. */
      link: z.string().nullable(),
      createdAt: instantShape,
      readAt: instantShape.nullable(),
    }),
  ),
  next: z.string().nullable(),
  unread: z.number().int(),
})
export type ShownNotices = z.infer<typeof shownNoticesShape>
export const noticeReadShape = z.object({ unread: z.number().int() })
export type NoticeRead = z.infer<typeof noticeReadShape>

/**
 * Events of `GET /client/v1/stream` (server-sent events). `notice`: there may be a new service notification. After `signed_out` the
 * server closes the stream.
 */
export const streamEvents = ['ready', 'notice', 'signed_out'] as const
