import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { auditActions, locales, titleKinds } from '@muster/contract'

const root = join(import.meta.dirname, '..')
const listed = Object.entries(auditActions).flatMap(([noun, verbs]) => verbs.map((verb) => `${noun}.${verb}`))

/** Every action that the server's sources record. */
function recorded(): string[] {
  const files = globSync('server/modules/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  const found = files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    return [...text.matchAll(/\baction: ([^\n]*)/g)].flatMap(([, rest = '']) => [
      ...[...rest.matchAll(/'([a-z_]+\.[a-z_]+)'/g)].map(([, action = '']) => action),
      ...[...rest.matchAll(/`\$\{kind\}\.([a-z_]+)`/g)].flatMap(([, verb]) => titleKinds.map((kind) => `${kind}.${verb}`)),
    ])
  })
  return [...new Set(found)].toSorted()
}

describe('P-4, RE-2: every action has a text', () => {
  it('P-4: the contract lists what the server records, and nothing else', () => {
    expect(recorded()).toEqual(listed.toSorted())
  })

  it.each(locales)('RE-2: in %s, for each action and each noun', (locale) => {
    const texts = JSON.parse(readFileSync(join(root, `console/locales/${locale}/audit.json`), 'utf8')) as {
      audit: { action: Record<string, Record<string, string>>; noun: Record<string, string> }
    }
    const { action, noun } = texts.audit
    expect(
      Object.entries(action)
        .flatMap(([name, verbs]) => Object.keys(verbs).map((verb) => `${name}.${verb}`))
        .toSorted(),
    ).toEqual(listed.toSorted())
    expect(Object.keys(noun).toSorted()).toEqual(Object.keys(auditActions).toSorted())
    for (const text of [...Object.values(action).flatMap((verbs) => Object.values(verbs)), ...Object.values(noun)])
      expect(text.trim()).not.toBe('')
  })
})
