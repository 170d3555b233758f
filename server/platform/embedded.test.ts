import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { keptSecret } from './embedded.ts'

it('a kept secret is made once, in a folder made for it, for its owner’s eyes only', async () => {
  const base = await mkdtemp(path.join(tmpdir(), 'muster-test-'))
  onTestFinished(() => rm(base, { recursive: true }))
  const dir = path.join(base, 'not', 'there')
  const secret = await keptSecret(dir, 'secret')
  expect(await keptSecret(dir, 'secret')).toBe(secret)
  expect((await readFile(path.join(dir, 'secret'), 'utf8')).trim()).toBe(secret)
  expect((await stat(path.join(dir, 'secret'))).mode & 0o077).toBe(0)
})
