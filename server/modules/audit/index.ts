export { auditRoutes } from './audit.routes.ts'
export { recordEvent } from './audit.service.ts'
export { countEventsUpTo, readEvents, type LogNeighbours } from './log.service.ts'
