export {
  announceAccessChange,
  bindDevice,
  countConnections,
  createConnection,
  endSessions,
  findConnection,
  listConnections,
  lockLiveConnection,
  lockLiveSso,
  purgeConnections,
  registerSso,
  wasLoggedOut,
} from './sessions.service.ts'
