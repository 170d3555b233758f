import { homedir } from 'node:os'
import { main } from './main.ts'
import { readAll } from './terminal.ts'

// A reader that has had enough (`muster … | head`) is no failure.
process.stdout.on('error', (err: NodeJS.ErrnoException) => {
  if (err.code === 'EPIPE') process.exit(0)
  throw err
})
process.exitCode = await main(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  readInput: () => readAll(process.stdin),
  env: process.env,
  home: homedir(),
  columns: process.stdout.isTTY ? process.stdout.columns : null,
  isAttended: process.stderr.isTTY === true,
})
