export { createOutbox, deliverJob, type Outbox, type OutboxMail } from './outbox.service.ts'
