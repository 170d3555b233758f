export { createOutbox, deliverJob, type Outbox } from './outbox.service.ts'
