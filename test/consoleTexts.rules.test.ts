import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { errors } from '@muster/contract'
import { describe, expect, it } from 'vitest'
import type { Source } from './architecture.ts'
import { partsIdle, textsMissing, type TextTree } from './consoleTexts.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string): Source => ({ path, text: readFileSync(join(root, path), 'utf8') })
const sources = globSync(['console/*.tsx', 'console/{app,features,lib,locales,routes,ui}/**/*.{ts,tsx}'], { cwd: root })
  .filter((path) => !/\.test\.tsx?$/.test(path))
  .map(read)

const parts = [
  // The contract's (console/contract.plugin.ts).
  ['errors', { error: Object.fromEntries(Object.entries(errors).map(([code, { en }]) => [code, en])) }] as const,
  ...globSync('console/locales/en/*.json', { cwd: root }).map(
    (path) => [basename(path, '.json'), JSON.parse(read(path).text) as TextTree] as const,
  ),
]
const texts: TextTree = Object.assign({}, ...parts.map(([, nouns]) => nouns))
const partOf = new Map(parts.flatMap(([part, nouns]) => Object.keys(nouns).map((noun) => [noun, part])))

/** A console of three files. */
const sample = (route: string, page: string): Source[] => [
  { path: 'console/main.tsx', text: "import { route } from './routes/a.tsx'\nt('nav.label')" },
  { path: 'console/routes/a.tsx', text: route },
  { path: 'console/features/a/A.tsx', text: page },
]
const later = (of: string) => `const A = later([${of}], async () => (await import('../features/a/A.tsx')).A)`

describe('RE-2: texts in parts', () => {
  it('RE-2: whatever the console shows, its texts are there', () => {
    expect(textsMissing(sources, texts, partOf)).toEqual([])
  })

  it('RE-2: no part is loaded for nothing', () => {
    expect(partsIdle(sources, texts, partOf)).toEqual([])
  })

  it('RE-2: every noun is in one part', () => {
    const nouns = parts.flatMap(([, tree]) => Object.keys(tree))
    expect(nouns.filter((noun, i) => nouns.indexOf(noun) !== i)).toEqual([])
  })

  it.each([
    ['a page without its part', later(''), "t('audit.lead')", 1],
    ['a page with another part', later("'security'"), "t('audit.lead')", 1],
    ['a route that says what comes with its page', `${later("'audit'")}\nt('audit.lead')`, '', 1],
    ['a key with a gap', later(''), '`audit.column.${column}`', 1],
    ['a page with its part', later("'audit'"), "t('audit.lead')", 0],
    ['words that are no key', later(''), "'audit.reader' + t('common.close')", 0],
  ])('RE-2: the check sees %s', (_, route, page, found) => {
    expect(textsMissing(sample(route, page), texts, partOf)).toHaveLength(found)
  })

  it('RE-2: the check sees a part that is brought for nothing', () => {
    expect(partsIdle(sample(later("'audit', 'security'"), "t('audit.lead')"), texts, partOf)).toHaveLength(1)
  })
})
