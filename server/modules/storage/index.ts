export { countStorage, queryStorage } from './file.service.ts'
export { storageServiceRoutes } from './service.routes.ts'
export { storageRoutes } from './storage.routes.ts'
export { getCompanyStorage, reportStorage } from './storage.service.ts'
