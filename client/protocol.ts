/**
 * The server's protocol for the suite's apps as plain types: this package has no schema library to carry around.
 * `protocol.test.ts` holds these equal to the server's contract.
 */

/** The OpenID client IDs of the suite's apps; each stands for one surface. */
export type SuiteClient = 'mobile' | 'pc' | 'drive_mobile' | 'drive_explorer' | 'web'

/** The device an app runs on. */
export type DeviceReport = {
  /** Survives reinstalling the app, changes when the device is reset. */
  vendorId: string
  model: string
  serial?: string | null | undefined
  os: 'ios' | 'android' | 'windows' | 'macos' | 'linux'
  osVersion: string
  appVersion: string
}
export type DeviceAnswer = { deviceId: string }

/** A service notification, in the member's language. */
export type Notice = {
  id: string
  kind: string
  title: string
  text: string
  /** The page on which something can be done about it. */
  link: string | null
  createdAt: string
  readAt: string | null
}
export type NoticePage = { items: Notice[]; next: string | null; unread: number }
export type NoticeRead = { unread: number }

/** How the company manages its devices, and how this one is enrolled; null: it is not. */
export type Enrolment = {
  mode: 'off' | 'optional' | 'required' | 'third_party'
  enrolment: { id: string; generation: number; registered: boolean } | null
}
export type EnrolmentSkipped = { signedOut: boolean }

/** What the company asks of this device. */
export type DeviceOperation = {
  id: string
  kind: 'delete_app_data' | 'reset_device'
  /** Whose data to delete, as in their ID token; null: reset the device. */
  sub: string | null
  /** Not to be begun from this instant on. */
  expiresAt: string
}
export type DueOperations = { items: DeviceOperation[]; pollAfterSeconds: number }
export type OperationAnswer = { id: string; outcome: 'done' | 'failed'; message?: string | undefined }
export type AnsweredOperation = { id: string; state: 'requested' | 'delivered' | 'done' | 'failed' | 'expired' | 'cancelled' }

export type ActivityReport = { uses?: { at: string }[] | undefined }
export type IgnoredReason = 'too_old' | 'in_future'
export type ActivityAnswer = { recorded: number; ignored: { index: number; reason: IgnoredReason }[] }

/** AU-7: the server takes at most this many uses per report, none older than this many days. */
export const maxUsesPerReport = 500
export const useMaxAgeDays = 31

/** The provider, as its discovery document describes it: known without asking, so that an app that starts again need not. */
export const knownProvider = { tokenPath: '/token', revocationPath: '/token/revocation', idTokenAlgorithm: 'ES256' } as const
