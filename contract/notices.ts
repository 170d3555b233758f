import { z } from 'zod'
import { placeShape } from './connections.ts'
import { deviceAppShape, operatingSystemShape, versionShape } from './devices.ts'
import { exportLists, exportProblems } from './exports.ts'
import { endpoint } from './endpoint.ts'
import { storageKinds } from './storage.ts'
import { idShape, instantShape } from './words.ts'

/** Service notifications are kept for this many days. */
export const noticeDays = 180

/** MB-11: a sign-in from a device or country that the member did not sign in from in the last 90 days. */
export const newSignInShape = z.object({
  connection: idShape,
  newDevice: z.boolean(),
  newCountry: z.boolean(),
  browser: z.string().nullable(),
  os: z.string().nullable(),
  ip: z.string().nullable(),
  place: placeShape,
})
export type NewSignIn = z.infer<typeof newSignInShape>

/** DS-6: an app of the member's is to be updated on a device of theirs. */
export const updateAvailableShape = z.object({
  app: deviceAppShape,
  os: operatingSystemShape,
  model: z.string(),
  /** The version that ran when it was sent. */
  running: z.string(),
  newest: versionShape,
})
export type UpdateAvailable = z.infer<typeof updateAvailableShape>

/** DS-8: a file made in the background is ready, or could not be made. */
const exportDoneShape = z.object({
  export: idShape,
  list: z.enum(exportLists),
  name: z.string(),
  rows: z.number().int(),
  expiresAt: instantShape,
})
const exportFailedShape = z.object({ export: idShape, list: z.enum(exportLists), name: z.string(), problem: z.enum(exportProblems) })

/** MB-9: a company's use has reached a step of what it may use, in per cent. */
const storageFillingShape = z.object({
  kind: z.enum(storageKinds),
  step: z.number().int(),
  company: z.object({ id: idShape, name: z.string() }),
})

/** RE-3: an endpoint that is told of events said that it is gone for good: it is paused. */
const webhookGoneShape = z.object({ webhook: idShape, name: z.string(), company: z.object({ id: idShape, name: z.string() }) })

/** What a service notification is about; worded in the reader's language where it is shown. */
export const noticeContentShape = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('new_sign_in'), data: newSignInShape }),
  z.object({ kind: z.literal('update_available'), data: updateAvailableShape }),
  z.object({ kind: z.literal('export_done'), data: exportDoneShape }),
  z.object({ kind: z.literal('export_failed'), data: exportFailedShape }),
  z.object({ kind: z.literal('storage_filling'), data: storageFillingShape }),
  z.object({ kind: z.literal('webhook_gone'), data: webhookGoneShape }),
])
export type NoticeContent = z.infer<typeof noticeContentShape>
export type NoticeKind = NoticeContent['kind']

export const noticeShape = z
  .object({ id: idShape, createdAt: instantShape, readAt: instantShape.nullable() })
  .and(noticeContentShape)
  .describe('A service notification')
export type Notice = z.infer<typeof noticeShape>

/** How a page of notices is asked for, by the console and by apps. */
export const noticePageShape = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

const pushKey = (bytes: number) =>
  z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9_-]+$/, 'is base64url, without padding')
    .refine((text) => Math.floor((text.length * 3) / 4) === bytes, `is of ${bytes} bytes`)

/** Where a browser takes messages, as its `PushSubscription` says it. */
export const pushAddressShape = z.object({
  endpoint: z
    .string()
    .max(2_000)
    .refine((text) => URL.canParse(text), 'is not an address'),
  keys: z.object({ p256dh: pushKey(65), auth: pushKey(16) }),
})
export type PushAddress = z.infer<typeof pushAddressShape>

/** Service notifications of the signed-in member. */
export const notices = {
  list: endpoint({
    method: 'GET',
    path: '/me/notices',
    summary: 'One’s service notifications, the newest first',
    description: `Of the last ${noticeDays} days.`,
    tag: 'Me',
    access: 'member',
  })
    .input(noticePageShape)
    .output(z.object({ items: z.array(noticeShape), next: z.string().nullable(), unread: z.number().int() })),

  read: endpoint({
    method: 'POST',
    once: false,
    path: '/me/notices/{notice}/read',
    summary: 'Mark a service notification as read',
    tag: 'Me',
    access: 'member',
    errors: ['not_found'],
  })
    .input(z.object({ notice: idShape }))
    .output(z.object({ unread: z.number().int() })),

  readAll: endpoint({
    method: 'POST',
    once: false,
    path: '/me/notices/read-all',
    summary: 'Mark service notifications as read, up to one of them',
    description: 'What came after the one named in `upTo` stays unread, since nobody has seen it yet.',
    tag: 'Me',
    access: 'member',
    errors: ['not_found'],
  })
    .input(z.object({ upTo: idShape }))
    .output(z.object({ unread: z.number().int() })),

  push: endpoint({
    method: 'GET',
    path: '/me/push',
    summary: 'Whether this browser is sent service notifications also while no page is open (Web Push)',
    description: '`key` is the server’s public key (VAPID), for `pushManager.subscribe`.',
    tag: 'Me',
    access: 'member',
  }).output(z.object({ key: z.string(), allowed: z.boolean() })),

  allowPush: endpoint({
    method: 'PUT',
    path: '/me/push',
    summary: 'Have service notifications sent to this browser',
    description:
      'Until it is stopped, or this connection ends. The address must be https; one that leads into a private network is sent nothing.',
    tag: 'Me',
    access: 'member',
  })
    .input(pushAddressShape)
    .output(z.object({ allowed: z.literal(true) })),

  stopPush: endpoint({
    method: 'DELETE',
    path: '/me/push',
    summary: 'Have no service notifications sent to this browser any more',
    tag: 'Me',
    access: 'member',
  }).output(z.object({ allowed: z.literal(false) })),
}
