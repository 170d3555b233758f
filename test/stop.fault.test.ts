import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { endPrograms, startProgram } from './process.ts'

afterEach(endPrograms)

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((r) => setTimeout(r, 5))
}

describe('told to stop while the embedded database starts', () => {
  it.each(['muster.pid', 'postgres.new/PG_VERSION', 'postgres/postmaster.pid'])(
    'when %s has just been made: it leaves no database behind, and the next start works',
    async (file) => {
      const dir = await mkdtemp(path.join(tmpdir(), 'muster-stop-'))
      onTestFinished(() => rm(dir, { recursive: true, force: true }))
      const env = { MUSTER_DATA: dir, PORT: '0', MUSTER_SAMPLE: 'false', MUSTER_LOG_LEVEL: 'silent' }
      const program = startProgram(env)
      await until(() => existsSync(path.join(dir, file)))
      program.signal('SIGTERM')
      expect(await program.exited).toEqual({ code: 0, signal: null })
      expect(program.stderr()).toBe('')
      expect(existsSync(path.join(dir, 'postgres/postmaster.pid'))).toBe(false)
      const next = startProgram(env)
      await next.said(/Create the first company/)
      next.signal('SIGTERM')
      const end = await next.exited
      expect(next.stderr()).toBe('')
      expect(end).toEqual({ code: 0, signal: null })
    },
  )
})
