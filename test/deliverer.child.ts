// A worker that does nothing but hand over the mails of one tenant's sends, as the product composes it, with a clock that may run fast.
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { createGuideDeliverer, createOptOuts, takeUpGuides } from '../server/modules/installation/index.ts'
import { createMailServers } from '../server/modules/notifications/index.ts'
import { scopes, systemActor } from '../server/platform/context.ts'
import { openDatabase } from '../server/platform/db.ts'
import { createLog } from '../server/platform/log.ts'
import { mailServerOfUrl } from '../server/platform/mail.ts'
import { createSeal } from '../server/platform/seal.ts'

export type DelivererOptions = {
  appUrl: string
  secret: string
  tenant: string
  smtpUrl: string
  /** Milliseconds since 1970 from which the clock runs so many times as fast. */
  epoch: number
  speed: number
}

const { appUrl, tenant, epoch, speed, secret, smtpUrl } = JSON.parse(process.argv[2] ?? '{}') as DelivererOptions
const clock = () => new Date(epoch + (Date.now() - epoch) * speed)
const log = createLog('silent')
const database = openDatabase(appUrl, log, 6)
const bound = scopes(database.db, clock, log)
const servers = createMailServers({
  seal: createSeal(secret, 'mail server'),
  operators: mailServerOfUrl(smtpUrl, 'Muster <muster@localhost>'),
  operatorsPerMinute: null,
  operatorFrom: '',
  anyTarget: true,
})
const deliverer = createGuideDeliverer({
  scopes: bound,
  servers,
  optOuts: createOptOuts({ key: secret, url: 'http://localhost', scopes: bound }),
})
process.on('disconnect', () => process.exit(0))
// Told to rest, it says when it does, and stands still until it is told to go on.
let rests = false
process.on('message', (told) => (rests = told === 'rest'))
process.send?.('ready')
for (;;) {
  if (rests) {
    process.send?.('resting')
    await once(process, 'message')
  }
  await takeUpGuides(bound(tenant, systemActor('test')))
  await deliverer.deliver(tenant)
  await pause(20)
}
