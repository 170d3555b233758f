export { exportRoutes } from './exports.routes.ts'
export { createMakingJob } from './exports.jobs.ts'
export { makeFileJob, purgeFiles, takeUpFiles, type Making } from './make.service.ts'
