import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
/** The rules of docs/PRODUCT.md that the code must already hold; a step adds its own. */
const due = [
  'AU-1',
  'AU-2',
  'AU-3',
  'AU-4',
  'AU-5',
  'AU-6',
  'AU-7',
  'T-1',
  'T-2',
  'T-3',
  'P-1',
  'P-2',
  'P-3',
  'P-4',
  'MB-1',
  'MB-2',
  'MB-3',
  'MB-4',
  'MB-5',
  'MB-6',
  'MB-7',
  'MB-8',
  'MB-9',
  'MB-10',
  'MB-11',
  'MB-12',
  'MB-13',
  'MB-14',
  'MB-15',
  'MB-16',
  'MB-17',
  'MB-18',
  'MB-19',
  'DS-1',
  'DS-2',
  'DS-3',
  'DS-4',
  'DS-5',
  'DS-6',
  'DS-7',
  'DS-8',
  'DS-9',
  'DS-10',
  'DS-11',
  'DS-12',
  'IS-1',
  'IS-2',
  'IS-3',
  'IS-4',
  'IS-5',
  'IS-6',
  'SX-1',
  'SX-2',
  'SX-3',
  'SX-4',
  'RE-1',
  'RE-3',
]

function requireRules(ids: string[], folder: string): { exitCode: number | null; lines: string[] } {
  const args = [join(root, 'scripts/rules.mjs'), '--root', folder, '--require', ids.join(',')]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  return { exitCode: status, lines: (stdout + stderr).trim().split('\n').filter(Boolean) }
}

test('every rule that is due has a function and a test', () => {
  expect(requireRules(due, root)).toEqual({ exitCode: 0, lines: [] })
})

describe('the search itself', () => {
  const sample = mkdtempSync(join(tmpdir(), 'muster-rules-'))
  afterAll(() => rmSync(sample, { recursive: true }))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(sample, path)), { recursive: true })
    writeFileSync(join(sample, path), text)
  }
  write('docs/PRODUCT.md', '- **X-1** One.\n- **X-2** Two.\n- **X-3** Three.\n- **X-4** Four.\n- **X-5** Five.\n')
  write(
    'server/a.rules.ts',
    '/** Says X-1. */\nexport function one() {}\n/** X-3 */\nexport type Three = 3\n// X-4\nexport const four = 4\n',
  )
  write('server/migrations/1.sql', '-- X-2: two\ncreate table a.two (\n  id int -- X-5\n);\n')
  write(
    'server/a.rules.test.ts',
    "test('X-1 is one', f)\ntest.each([[1, (2)]])('%s keeps X-2', f)\ntest.skip('X-3', f)\n// test of X-4\ndescribe(`X-5`, f)\n",
  )

  test('finds functions, SQL objects and tests', () => {
    expect(requireRules(['X-1', 'X-2', 'X-5'], sample)).toEqual({ exitCode: 0, lines: [] })
  })

  test('a type, a plain comment and a skipped test are no proof', () => {
    expect(requireRules(['X-3', 'X-4'], sample)).toEqual({
      exitCode: 1,
      lines: ['X-3: no function names it', 'X-3: no test names it', 'X-4: no function names it', 'X-4: no test names it'],
    })
  })

  test('a rule that does not exist is told, required or merely named', () => {
    expect(requireRules(['X-9'], sample).lines).toEqual(['X-9: no such rule'])
    write('contract/b.ts', '/** X-8 */\nexport const eight = 8\n')
    expect(requireRules(['X-1'], sample)).toEqual({ exitCode: 1, lines: ['no such rule: X-8 in contract/b.ts: eight'] })
  })
})
