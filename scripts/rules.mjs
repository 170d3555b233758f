// `npm run rules [-- --require AU-1,AU-2] [--root folder]`: every rule of docs/PRODUCT.md, the functions whose doc comment names it,
// and the tests whose name does. With --require, exits 1 when one of those lacks a function or a test, or when the code names a
// rule that does not exist.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values: options } = parseArgs({ options: { require: { type: 'string' }, root: { type: 'string' } } })
const root = options.root ?? fileURLToPath(new URL('..', import.meta.url))
const codeFolders = ['contract', 'server', 'console', 'client']
const testFolders = [...codeFolders, 'test', 'dev']
const maxWords = 9

function filesUnder(folder, endings) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : filesUnder(path, endings)
    return endings.some((ending) => entry.name.endsWith(ending)) ? [path] : []
  })
}

/** The rules in the order of the page: `Map` of ID to the rule's first words. */
function readRules() {
  const page = readFileSync(join(root, 'docs', 'PRODUCT.md'), 'utf8')
  const found = page.matchAll(/\*\*([A-Z]{1,2}-\d+)\*\*\s+([^\n]+)/g)
  return new Map(
    [...found].map(([, id, text]) => {
      const words = text.replaceAll(/[*`]/g, '').split(' ')
      return [id, words.slice(0, maxWords).join(' ') + (words.length > maxWords ? ' …' : '')]
    }),
  )
}

const rules = readRules()
const families = new Set([...rules.keys()].map((id) => id.split('-')[0]))
const idsIn = (text) => [...text.matchAll(/(?<![\w-])([A-Z]{1,2})-(\d+)\b/g)].filter(([, family]) => families.has(family)).map(([id]) => id)

/** Doc comments of TypeScript, each with the function, constant, method or endpoint that follows it; types and plain properties are none. */
function documentedInTypeScript(source) {
  const declaration =
    /^\s*(?:(?:export|default|async|declare)\s+)*(?:(?:function\*?|const|class)\s+(\w+)|(?!(?:export|type|interface|import|return)\b)(\w+)\s*(?:\(|:\s*(?:async|function|endpoint|\()))/
  return [...source.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\//g)].flatMap((comment) => {
    const after = declaration.exec(source.slice(comment.index + comment[0].length))
    const name = after?.[1] ?? after?.[2]
    return name ? [{ name, ids: idsIn(comment[1]) }] : []
  })
}

/** Comments of SQL: one at the margin belongs to the object created next, an indented one to the object it stands in. */
function documentedInSql(source) {
  const create =
    /^\s*create\s+(?:or replace\s+)?(?:(?:unique|materialized|temporary|constraint)\s+)*(?:function|procedure|table|view|index|trigger|policy)\s+(?:if not exists\s+)?([\w.]+)/i
  const lines = source.split('\n').map((line) => ({ comment: /^(\s*)[^'\n]*?--(.*)$/.exec(line), created: create.exec(line)?.[1] }))
  return lines.flatMap(({ comment }, index) => {
    const ids = idsIn(comment?.[2] ?? '')
    if (ids.length === 0) return []
    const inside = comment?.[1] !== '' || !comment[0].startsWith('--')
    const before = lines.slice(0, index + 1).findLast(({ created }) => created)?.created
    const after = lines.slice(index).find(({ created }) => created)?.created
    const name = inside ? (before ?? after) : (after ?? before)
    return name ? [{ name, ids }] : []
  })
}

/** Names of tests that run (skipped and planned ones do not count). */
function testNames(source) {
  const call = /(?:\b(?:test|it|describe)((?:\.\w+)*)|[)`])\(\s*(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|`((?:\\.|[^`\\])*)`)/g
  return [...source.matchAll(call)].filter(([, modifiers]) => !/skip|todo/.test(modifiers ?? '')).map(([, , a, b, c]) => a ?? b ?? c)
}

function collect() {
  const functions = new Map()
  const tests = new Map()
  const unknown = []
  const add = (map, path, id, name) => {
    const place = `${relative(root, path)}: ${name}`
    if (!rules.has(id)) unknown.push(`${id} in ${place}`)
    else map.set(id, (map.get(id) ?? new Set()).add(place))
  }
  for (const path of codeFolders.flatMap((folder) => filesUnder(join(root, folder), ['.ts', '.tsx', '.sql']))) {
    if (/\.test\.tsx?$/.test(path)) continue
    const source = readFileSync(path, 'utf8')
    for (const { name, ids } of path.endsWith('.sql') ? documentedInSql(source) : documentedInTypeScript(source)) {
      for (const id of ids) add(functions, path, id, name)
    }
  }
  for (const path of testFolders.flatMap((folder) => filesUnder(join(root, folder), ['.test.ts', '.test.tsx']))) {
    for (const name of testNames(readFileSync(path, 'utf8'))) for (const id of idsIn(name)) add(tests, path, id, name)
  }
  return { functions, tests, unknown }
}

const { functions, tests, unknown } = collect()
if (options.require === undefined) {
  for (const [id, words] of rules) {
    console.log(`${id.padEnd(6)} ${words}`)
    for (const place of functions.get(id) ?? []) console.log(`         function  ${place}`)
    for (const place of tests.get(id) ?? []) console.log(`         test      ${place}`)
  }
  const complete = [...rules.keys()].filter((id) => functions.has(id) && tests.has(id)).length
  console.log(`\n${rules.size} rules, ${complete} with both a function and a test`)
  for (const place of unknown) console.log(`no such rule: ${place}`)
} else {
  const problems = options.require.split(',').flatMap((id) => {
    if (!rules.has(id)) return [`${id}: no such rule`]
    return [...(functions.has(id) ? [] : [`${id}: no function names it`]), ...(tests.has(id) ? [] : [`${id}: no test names it`])]
  })
  for (const problem of [...problems, ...unknown.map((place) => `no such rule: ${place}`)]) console.log(problem)
  process.exitCode = problems.length + unknown.length > 0 ? 1 : 0
}
