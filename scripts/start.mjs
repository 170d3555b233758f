// `npm start`: installs if needed, builds the console if needed, runs the server until it is told to stop.
import { ensureInstalled, run24 } from './bootstrap.mjs'
import { ensureConsole } from './console.mjs'

ensureInstalled()
await ensureConsole()
process.exit(await run24(['server/main.ts', ...process.argv.slice(2)]))
