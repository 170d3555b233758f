// One node's recorder: marks members of all small tenants, one report after another, evenly in time.
import { createRecorder, useMarks } from '../../server/modules/activity/index.ts'
import { openDatabase } from '../../server/platform/db.ts'
import { createLog } from '../../server/platform/log.ts'
import { memberIds, tenantId, uuidText } from './companies.ts'
import { firstSeed } from './history.ts'
import { createLives, dayNumber, newLife } from './lives.ts'
import type { RecorderOptions } from './node.ts'

const options = JSON.parse(process.argv[2] ?? '') as RecorderOptions
const log = createLog('error')
const database = openDatabase(options.appUrl, log, 10)
const recorder = createRecorder({ pool: database.pool, log })
const last = dayNumber(options.day)
const lives = createLives(last, options.days)
const life = newLife()
const ids = options.companies.map((_, tenant) => memberIds(tenant, options.tenantMembers))

let at = options.begin
let recorded = 0
const pending = new Set<Promise<void>>()

/** The next of this node's members who was not active on the day: tenant after tenant. */
function next(): { tenant: number; member: number } {
  for (;;) {
    const tenant = at % options.companies.length
    const member = (2 * Math.floor(at / options.companies.length) + options.share) % options.tenantMembers
    at++
    lives.live(firstSeed(tenant) + member, life)
    const day = last - lives.base
    if (((life.active[day >> 5] ?? 0) & (0x80000000 >>> (day & 31))) === 0) return { tenant, member }
  }
}

function report(): void {
  const { tenant, member } = next()
  const marks = useMarks({
    memberId: uuidText(ids[tenant] ?? new Uint8Array(), member),
    companyId: options.companies[tenant] ?? '',
    surface: 'mobile',
    day: options.day,
  })
  const done = recorder.record(tenantId(tenant), marks).then(() => void recorded++)
  pending.add(done)
  void done.finally(() => pending.delete(done))
}

const started = performance.now()
let sent = 0
const timer = setInterval(() => {
  const due = ((performance.now() - started) / 1000) * options.perSecond
  for (; sent < due; sent++) report()
}, 2)

const end = async () => {
  clearInterval(timer)
  await Promise.all(pending)
}
process.on('message', () => {
  void end().then(() => process.send?.(recorded))
})
process.on('disconnect', () => {
  void end()
    .then(() => recorder.stop())
    .then(() => database.close())
    .then(() => process.exit(0))
})
process.send?.('ready')
