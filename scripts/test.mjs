// `npm test [-- vitest's arguments]`: every test, browser journeys included.
import { join } from 'node:path'
import { command, ensureInstalled, root, run24 } from './bootstrap.mjs'
import { ensureConsole } from './console.mjs'

ensureInstalled()
await ensureConsole()
// Every process of a run loads much the same code: it is compiled once.
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled') }
process.exit(await run24([command('vitest'), 'run', ...process.argv.slice(2)], { env }))
