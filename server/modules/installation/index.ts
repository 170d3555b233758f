export { installationRoutes } from './installation.routes.ts'
export { foldInstallationCounts } from './status.jobs.ts'
