import { availableParallelism, loadavg } from 'node:os'

/** `most`: met at or below the target; `least`: at or above it. */
export type Target = { most: number; unit: string } | { least: number; unit: string }

/**
 * Collects the figures of one bench and prints each as `figure: <name> <number> <unit>`. Every declared figure must be measured or
 * said to be unmeasured, and every check must hold, or the bench exits with 1. Missing a target is a result, not a failure.
 * @param trial the data is smaller than the figures ask for: what is printed are no figures then, but `trial:` lines
 */
export function createReport(targets: Record<string, Target>, trial = false) {
  const kind = trial ? 'trial' : 'figure'
  const results = new Map<string, { value: number | null; how: string }>()
  const failures: string[] = []
  const started = performance.now()
  const say = (text: string) => process.stdout.write(`${text}\n`)
  const load = loadavg()[0] ?? 0
  say(`with: Node ${process.versions.node}, load average at the start ${load.toFixed(2)}`)
  if (load > availableParallelism() / 2) say('  THE MACHINE IS BUSY WITH SOMETHING ELSE: latencies will come out too high')
  const declared = (name: string): Target => {
    const target = targets[name]
    if (!target) throw new Error(`${name} is not declared`)
    return target
  }
  return {
    /** A line for people. */
    note: (text: string) => say(`  ${text}`),
    figure(name: string, value: number, how = ''): void {
      if (!Number.isFinite(value)) throw new Error(`${name} is ${value}`)
      results.set(name, { value, how })
      say(`${kind}: ${name} ${rounded(value)} ${declared(name).unit}`)
    },
    /** A number of use to people that has no target. */
    extra: (name: string, value: number, unit: string) => say(`${kind}: ${name} ${rounded(value)} ${unit}`),
    unmeasured(name: string, why: string): void {
      declared(name)
      results.set(name, { value: null, how: why })
      say(`${kind}: ${name} unmeasured ${why}`)
    },
    /** What must hold for the figures to mean anything: all ways of counting answer the same. */
    check(holds: boolean, what: string): void {
      say(`  check: ${what}: ${holds ? 'yes' : 'NO'}`)
      if (!holds) failures.push(what)
    },
    /** Prints the table of targets; the process exits with 1 when a check failed or a figure is missing. */
    end(): void {
      for (const name of Object.keys(targets))
        if (!results.has(name)) failures.push(`${name} was neither measured nor said to be unmeasured`)
      say('')
      for (const [name, target] of Object.entries(targets)) say(tableLine(name, target, results.get(name)))
      for (const what of failures) say(`FAILED: ${what}`)
      say(`(${((performance.now() - started) / 1000).toFixed(0)} s)`)
      if (failures.length > 0) process.exitCode = 1
    },
  }
}
export type Report = ReturnType<typeof createReport>

function tableLine(name: string, target: Target, result: { value: number | null; how: string } | undefined): string {
  const [sign, limit] = 'most' in target ? ['<=', target.most] : ['>=', target.least]
  const value = result?.value ?? null
  const met = value === null ? '-' : ('most' in target ? value <= limit : value >= limit) ? 'met' : 'NOT MET'
  const shown = value === null ? 'unmeasured' : rounded(value)
  return `  ${name.padEnd(34)} ${shown.padStart(10)} ${target.unit.padEnd(6)} ${`${sign} ${limit}`.padStart(8)}  ${met.padEnd(8)} ${result?.how ?? ''}`.trimEnd()
}

/** Three digits that say something, never in scientific notation. */
const rounded = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3))))

export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  return sorted.length % 2
    ? (sorted[Math.floor(half)] ?? Number.NaN)
    : ((sorted[half - 1] ?? Number.NaN) + (sorted[half] ?? Number.NaN)) / 2
}

/** `12.3 [11.0–15.2]`: median and range. */
export function spread(values: readonly number[], unit = 'ms'): string {
  return `${rounded(median(values))} ${unit} [${rounded(Math.min(...values))}–${rounded(Math.max(...values))}], n=${values.length}`
}

export async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/**
 * Runs the cases one after another, round by round, so that what disturbs the machine disturbs them alike. The first round only warms up.
 * Each case answers its own measure of the round.
 */
export async function interleave<K extends string>(
  rounds: number,
  cases: Record<K, (round: number) => Promise<number>>,
): Promise<Record<K, number[]>> {
  const names = Object.keys(cases) as K[]
  const measured = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, number[]>
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const value = await cases[name](round)
      if (round > 0) measured[name].push(value)
    }
  }
  return measured
}

/** The median of `times` runs in a row, for what takes milliseconds. */
export async function medianOf(times: number, work: () => Promise<unknown> | unknown): Promise<number> {
  const values: number[] = []
  for (let i = 0; i < times; i++) values.push(await timed(work))
  return median(values)
}

/** The median of the rounds' ratios: each round compares what ran side by side. */
export function ratio(above: readonly number[], below: readonly number[]): number {
  return median(above.map((a, i) => a / (below[i] ?? Number.NaN)))
}
