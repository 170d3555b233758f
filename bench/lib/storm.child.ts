// Many sign-ins at once, without end, from a process of its own that takes no processor time from what is measured.
import { setPriority } from 'node:os'
import { adminLogin, adminPassword } from './companies.ts'
import type { StormOptions } from './node.ts'
import { addressOf, createSignInMaker } from './signIn.ts'

const { url, lanes, companies } = JSON.parse(process.argv[2] ?? '') as StormOptions
setPriority(19)
const maker = createSignInMaker(url)
const done = { signedIn: 0, turnedAway: 0 }
const over = new AbortController()
const running = Array.from({ length: lanes }, async (_, lane) => {
  for (let i = 0; !over.signal.aborted; i++) {
    const n = (lane * 37 + i) % companies
    try {
      await maker.signIn(adminLogin(n), adminPassword, addressOf(lane * 10_000 + i))
      done.signedIn++
    } catch {
      done.turnedAway++
    }
  }
})
async function finish(): Promise<void> {
  await Promise.all(running)
  process.send?.(done)
}
process.on('message', () => {
  over.abort()
  void finish()
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
