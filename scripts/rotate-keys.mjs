// `npm run rotate-keys`: new signing keys at once, without the old ones. With the configuration of the server.
import { ensureInstalled, run24 } from './bootstrap.mjs'

ensureInstalled()
process.exit(await run24(['server/rotateKeys.ts']))
