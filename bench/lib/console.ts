import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Builds the console unless it is built; the script that does so has no types. */
export async function ensureConsole(): Promise<void> {
  const script = (await import(new URL('../../scripts/console.mjs', import.meta.url).href)) as { ensureConsole(): Promise<void> }
  await script.ensureConsole()
}
