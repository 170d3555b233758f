export { deviceClientRoutes } from './client.routes.ts'
