export { deviceClientRoutes } from './client.routes.ts'
export { findDevices } from './devices.service.ts'
