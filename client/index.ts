export { createClient, type Client, type ClientOptions } from './client.ts'
export { systemClock, type Clock } from './clock.ts'
export type { Fetch } from './environment.ts'
export type { ClientEvents, EventName, Events } from './events.ts'
export { ClientError, isClientError } from './errors.ts'
export type { ListenOptions } from './listen.ts'
export type { OperationsOptions, OperationsWatch } from './operations.ts'
export type { SignInHints } from './openid.ts'
export type {
  DeviceAnswer,
  DeviceOperation,
  DeviceReport,
  Enrolment,
  EnrolmentSkipped,
  Notice,
  NoticePage,
  NoticeRead,
  SuiteClient,
} from './protocol.ts'
export { memoryStorage, webStorage, type Storage } from './storage.ts'
export type { FlushResult } from './uses.ts'
