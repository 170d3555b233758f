import { importsOf, type Source } from './architecture.ts'

/** Texts as in a file: nouns, and what is within. */
export type TextTree = { [key: string]: string | TextTree }

/** The one who tells of refused requests: the sentences come with the refusal (console/lib/api.ts). */
const ofRefusals = 'console/lib/problem.ts'

/** A component that comes later, with the parts of the texts that come with it. */
const laters = /\blater\(\s*\[([^\]]*)\],\s*async \(\) =>\s*\(?await import\('([^']+)'\)/g

/** What a file of the console brings along: what it imports, what it shows later, and the parts that these come with. */
function arrowsOf(source: Source): { target: string; parts: string[] }[] {
  const withTexts = new Map(
    [...source.text.matchAll(laters)].map(([, parts = '', specifier = '']) => [
      specifier,
      [...parts.matchAll(/'(\w+)'/g)].map(([, part = '']) => part),
    ]),
  )
  return importsOf(source).flatMap(({ typeOnly, target, specifier }) =>
    typeOnly || !target?.startsWith('console/') ? [] : [{ target, parts: withTexts.get(specifier) ?? [] }],
  )
}

/** Keys written in a file, whole or up to the first gap: `'member.title'`, `` `member.state.${state}` ``. */
function keysIn(text: string, texts: TextTree): string[] {
  const written = [...text.matchAll(/(['`])([a-z]\w*\.[\w.]*)(?=\1|\$\{)/gi)].map(([, , key = '']) => key)
  return [...new Set(written)].filter((key) => isKey(key, texts))
}

function isKey(key: string, texts: TextTree): boolean {
  const [last = '', ...before] = key.split('.').toReversed()
  const within = before
    .toReversed()
    .reduce<string | TextTree | undefined>((tree, step) => (typeof tree === 'object' ? tree[step] : undefined), texts)
  return typeof within === 'object' && Object.keys(within).some((one) => one === last || one.startsWith(`${last}_`) || last === '')
}

/**
 * RE-2: texts that may be missing when a file of the console is shown: it is reached from `main.tsx` on a way on which no `later` names
 * the part that they are in. One sentence each; empty when every text is there.
 * @param partOf the part of each noun
 */
export function textsMissing(sources: readonly Source[], texts: TextTree, partOf: ReadonlyMap<string, string>): string[] {
  const files = new Map(sources.map((source) => [source.path, source]))
  const missing = new Set<string>()
  const seen = new Set<string>()
  const visit = (path: string, parts: ReadonlySet<string>) => {
    const source = files.get(path)
    const way = `${path} ${[...parts].toSorted().join(' ')}`
    if (!source || !/\.tsx?$/.test(path) || seen.has(way)) return
    seen.add(way)
    for (const key of path === ofRefusals ? [] : keysIn(source.text, texts)) {
      const part = partOf.get(key.split('.')[0] ?? '') ?? ''
      if (!parts.has(part)) missing.add(`${path} says ${key}, of the part ${part}, and is reached with ${[...parts].join(', ')} only`)
    }
    for (const arrow of arrowsOf(source)) visit(arrow.target, new Set([...parts, ...arrow.parts]))
  }
  visit('console/main.tsx', new Set(['shell']))
  return [...missing]
}

/** RE-2: parts that a `later` names though nothing beneath it says anything of them: they would load for nothing. */
export function partsIdle(sources: readonly Source[], texts: TextTree, partOf: ReadonlyMap<string, string>): string[] {
  const files = new Map(sources.map((source) => [source.path, source]))
  const said = new Map<string, ReadonlySet<string>>()
  const saidFrom = (path: string, seen: Set<string>): Set<string> => {
    const source = files.get(path)
    if (!source || seen.has(path)) return new Set()
    seen.add(path)
    const keys = path === ofRefusals ? [] : keysIn(source.text, texts)
    const own = keys.map((key) => partOf.get(key.split('.')[0] ?? '') ?? '')
    return new Set([...own, ...arrowsOf(source).flatMap(({ target }) => [...saidFrom(target, seen)])])
  }
  return sources.flatMap((source) =>
    arrowsOf(source).flatMap(({ target, parts }) => {
      if (parts.length === 0) return []
      const found = said.get(target) ?? saidFrom(target, new Set())
      said.set(target, found)
      return parts
        .filter((part) => !found.has(part))
        .map((part) => `${source.path} brings the part ${part} with ${target}, which says nothing of it`)
    }),
  )
}
