export { auditRoutes } from './audit.routes.ts'
export { recordEvent } from './audit.service.ts'
