import { expect, it } from 'vitest'
import { createTestDatabase } from '../../test/harness.ts'
import { createListener } from './listener.ts'
import { createLog } from './log.ts'

it('a listener that is stopped tells of no gap: what hears of one would ask a database that is being closed', async () => {
  const database = await createTestDatabase()
  const listener = createListener(database.ownerUrl, createLog('silent'))
  let gaps = 0
  listener.onGap(() => gaps++)
  await listener.start()
  const before = gaps
  await listener.stop()
  expect([before, gaps, listener.connected()]).toEqual([1, 1, false])
  await database.drop()
})
