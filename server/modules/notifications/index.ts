export { createOutbox, deliverJob, findLatestMail, type Outbox } from './outbox.service.ts'
