// A service that is told of events, in a process of its own, to be killed: what arrives is on disk before it answers, well or badly.
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { startWebhookReceiver } from '../../dev/webhooks.ts'
import type { ReceiverOptions } from './killable.ts'

const { port, file } = JSON.parse(process.argv[2] ?? '') as ReceiverOptions
const log = openSync(file, 'a')
let n = 0
const receiver = await startWebhookReceiver({
  port,
  onEvent: ({ headers, body }) => {
    writeSync(log, `${headers['webhook-id']} ${body}\n`)
    fsyncSync(log)
    n += 1
    // One in ten is taken and badly answered, one in fifteen late.
    receiver.answer(n % 10 === 0 ? { status: 500 } : n % 15 === 0 ? { after: new Promise((resolve) => setTimeout(resolve, 800)) } : {})
  },
})
process.on('disconnect', () => {
  closeSync(log)
  process.exit(0)
})
process.send?.('ready')
