// What the check of access costs: the same route of the same server with it and without.
import { openBenchDatabase } from './lib/database.ts'
import { createReport, interleave, median, ratio, spread } from './lib/figure.ts'
import { closedLoop } from './lib/load.ts'
import { startNode } from './lib/node.ts'
import { makeReporters, reportsTo } from './lib/reporters.ts'
import { full, makeOthers, noon, sizes, worldName } from './lib/world.ts'

const rounds = 7
const seconds = 3
const connections = 128
/** Apps that ask over and over are answered from the check's cache of half a second; of many, each request asks the database. */
const busyApps = 1_000
const manyApps = Math.min(10_000, sizes.tokens)

const report = createReport({ 'auth.check.vs_unchecked': { least: 0.75, unit: 'ratio' } }, !full)

const database = await openBenchDatabase({
  name: worldName,
  make: async (made) => {
    await makeOthers(made)
    await makeReporters(made)
  },
})
try {
  report.note(
    `${full ? '' : 'SMALLER THAN THE FIGURES ASK FOR: '}${sizes.tokens} signed-in members beside ${sizes.tenants} tenants; PostgreSQL ${database.version}; server, PostgreSQL and the maker of load share the machine`,
  )
  const node = await startNode(database, noon)
  try {
    let refused = 0
    const perSecond = (path: string, apps: number) => {
      const all = reportsTo(path).slice(0, apps)
      let at = 0
      return async () => {
        const load = await closedLoop(node.port, connections, seconds, () => all[at++ % all.length])
        refused += load.refused
        return load.perSecond
      }
    }
    const checked = perSecond('/bench/empty', busyApps)
    await checked()
    const rates = await interleave(rounds, {
      checked,
      unchecked: perSecond('/bench/unchecked', busyApps),
      checkedOfMany: perSecond('/bench/empty', manyApps),
      uncheckedOfMany: perSecond('/bench/unchecked', manyApps),
    })
    report.check(refused === 0, 'every request was accepted')
    report.note(`of ${busyApps} apps: checked ${spread(rates.checked, '/s')}; unchecked ${spread(rates.unchecked, '/s')}`)
    report.note(
      `of ${manyApps} apps, nearly every request a question to the database: checked ${spread(rates.checkedOfMany, '/s')}; unchecked ${spread(rates.uncheckedOfMany, '/s')}; ratio ${ratio(rates.checkedOfMany, rates.uncheckedOfMany).toFixed(2)}`,
    )
    report.figure(
      'auth.check.vs_unchecked',
      ratio(rates.checked, rates.unchecked),
      `${median(rates.checked).toFixed(0)}/s over ${median(rates.unchecked).toFixed(0)}/s, ${busyApps} apps, ${connections} connections`,
    )
  } finally {
    await node.stop()
  }
} finally {
  await database.stop()
}
report.end()
