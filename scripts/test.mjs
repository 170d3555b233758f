// `npm test [-- vitest's arguments]`: every test, browser journeys included.
import { command, ensureInstalled, run24 } from './bootstrap.mjs'
import { ensureConsole } from './console.mjs'

ensureInstalled()
await ensureConsole()
process.exit(await run24([command('vitest'), 'run', ...process.argv.slice(2)]))
