import { randomUUID } from 'node:crypto'
import { it } from 'vitest'
import { createRandom, randomPeriod } from '../../../test/activity.ts'
import { createTestDatabase } from '../../../test/harness.ts'
import { scopes, systemActor } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { recountTenant } from './activity.jobs.ts'
import { markDays, selectFigures } from './activity.queries.ts'
import { addDays } from './period.rules.ts'
it('t', { timeout: 180_000 }, async () => {
  const d = await createTestDatabase()
  const random = createRandom(1)
  const tenant = randomUUID(), companies=[randomUUID(),randomUUID()], members=Array.from({length:25},()=>randomUUID())
  const sc = (day: string) => scopes(d.app.db, () => new Date(`${day}T12:00:00Z`), createLog('silent'))(tenant, systemActor('test'))
  const t = {mark:0, nm:0, rec:0,nr:0, fig:0,nf:0, fold:0}
  for (let i=31;i<600;i++){ const today=addDays('2023-01-01',i)
    const marks = Array.from({ length: random.below(14) }, () => ({ companyId: random.pick(companies), memberId: random.pick(members), day: random.chance(0.75) ? today : addDays(today, -random.below(32)), facts: random.chance(0.7) ? 14 : 1 + random.below(255) }))
    let a=performance.now(); await sc(today).transaction(ctx=>markDays(ctx.db, tenant, marks)); t.mark+=performance.now()-a; t.nm++
    if (i%50==0){ a=performance.now(); await recountTenant(sc(today)); t.rec+=performance.now()-a; t.nr++
      a=performance.now(); await d.owner.pool.query('update activity.day set fresh = activity.fold(tenant_id, company_id, fact, day) where tenant_id = $1 and day < $2', [tenant, addDays(today, -20)]); t.fold+=performance.now()-a}
    if (i%7==0){ a=performance.now(); await sc(today).transaction(ctx=>selectFigures(ctx.db, tenant, companies[0]!, Array.from({length:8},()=>({fact: random.below(8), ...randomPeriod(random, today)})))); t.fig+=performance.now()-a; t.nf++ }
    if (i%100==0) console.log(i, 'mark', (t.mark/t.nm).toFixed(1), 'recount', (t.rec/t.nr).toFixed(0), 'fold', (t.fold/t.nr).toFixed(0), 'fig', (t.fig/t.nf).toFixed(1))
  }
  await d.drop()
})
