import { readConfig, StartError } from './platform/config.ts'
import type { Stop } from './start.ts'

const stops: Stop[] = []
let stopping: Promise<void> | undefined

/** Stops in the reverse order of starting; what fails to stop does not keep the rest from it. */
function stopAll(): Promise<void> {
  stopping ??= (async () => {
    for (const stop of stops.toReversed()) await stop().catch((err: unknown) => process.stderr.write(`${String(err)}\n`))
  })()
  return stopping
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    void stopAll().then(() => process.exit(0))
  })
}

try {
  // What is wrong with the configuration is said before everything else is loaded.
  const config = readConfig(process.env)
  const { start } = await import('./start.ts')
  await start(config, stops)
} catch (err) {
  // Told to stop while starting: what was interrupted fails, and that is no failure.
  if (stopping) {
    await stopping
    process.exit(0)
  }
  process.stderr.write(`${err instanceof StartError ? err.message : err instanceof Error ? (err.stack ?? err.message) : String(err)}\n`)
  await stopAll()
  process.exit(1)
}
