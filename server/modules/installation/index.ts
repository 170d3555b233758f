export { foldInstallationCounts } from './status.jobs.ts'
