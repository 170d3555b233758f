export {
  announceAccessChange,
  bindDevice,
  createConnection,
  endSessions,
  lockLiveConnection,
  lockLiveSso,
  purgeConnections,
  registerSso,
  wasLoggedOut,
} from './sessions.service.ts'
