export { bindDevice, createConnection, endSessions, lockLiveConnection, lockLiveSso, purgeConnections, registerSso, wasLoggedOut, type EndReason } from './sessions.service.ts'
export type { NewConnection } from './sessions.queries.ts'
