import { posix } from 'node:path'

/** The modules, lowest first: a module imports only modules named before it, and only through its door `#modules/<name>`. */
const modules = [
  'audit',
  'company',
  'sessions',
  'notifications',
  'members',
  'activity',
  'devices',
  'storage',
  'signin',
  'installation',
  'exports',
  'integrations',
  'home',
]

/** Writes into another module's tables, each with its reason. */
export const foreignWrites = [
  // A database trigger ends sessions when a member's state changes, for the path someone forgets.
  { file: 'server/migrations/0005_members.sql', schema: 'sessions' },
]

/** What a file of each kind may import from its own module. `index` is the door and `compose.ts` the only one who sees all. */
const arrows: Record<string, readonly string[]> = {
  index: ['index', 'routes', 'service', 'rules', 'queries', 'jobs', 'page', 'adapter', 'texts'],
  routes: ['routes', 'service', 'rules', 'page', 'adapter'],
  service: ['service', 'rules', 'queries', 'adapter', 'texts'],
  queries: ['queries', 'rules'],
  rules: ['rules'],
  // A purge is one statement, which needs no service.
  jobs: ['jobs', 'service', 'queries', 'rules'],
  page: ['page', 'rules', 'texts'],
  adapter: ['adapter', 'service', 'rules', 'queries', 'page'],
  texts: ['texts'],
}

export type Source = { path: string; text: string }
type Import = { specifier: string; typeOnly: boolean; target: string | undefined }
/** Sentences, one per violation; empty when the sources obey. */
export type Rule = (sources: readonly Source[]) => string[]

const isTest = (path: string) => /\.test\.tsx?$/.test(path)
const isCode = (path: string) => /\.tsx?$/.test(path) && !isTest(path)

const withoutComments = (text: string) => text.replaceAll(/\/\*[^]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')

/** The file a specifier means, as a path from the root; undefined for a package of others. */
function resolveImport(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier)
  const [, kind, name] = /^#(modules|platform)\/(.+)$/.exec(specifier) ?? []
  if (kind === 'modules') return `server/modules/${name}/index.ts`
  if (kind === 'platform') return `server/platform/${name}.ts`
  const own = /^@muster\/(\w+)/.exec(specifier)?.[1]
  return own ? `${own}/index.ts` : undefined
}

/** Everything `import … from`, `export … from`, `import '…'` and `import('…')` name, outside comments. */
export function importsOf({ path, text }: Source): Import[] {
  const code = withoutComments(text)
  const statement = /^\s*(?:import|export)\s+(type\b)?[\w\s{},*$]*?\bfrom\s*['"]([^'"]+)['"]/gm
  const bare = /^\s*(import)\s*['"]([^'"]+)['"]|\b(?:import)\(\s*['"]([^'"]+)['"]/gm
  const found = [
    ...[...code.matchAll(statement)].map(([, type, specifier]) => ({ specifier, typeOnly: Boolean(type) })),
    ...[...code.matchAll(bare)].map(([, , a, b]) => ({ specifier: a ?? b, typeOnly: false })),
  ]
  return found.flatMap(({ specifier, typeOnly }) => (specifier ? [{ specifier, typeOnly, target: resolveImport(path, specifier) }] : []))
}

function moduleOf(path: string | undefined): string | undefined {
  return path?.match(/^server\/modules\/([^/]+)\//)?.[1]
}

function kindOf(path: string): string {
  const name = posix.basename(path, '.ts')
  return name === 'index' ? 'index' : (name.split('.').at(-1) ?? '')
}

/** A rule about every import of the sources that `applies` picks; `wrong` answers the sentence, or nothing. */
function aboutImports(applies: (path: string) => boolean, wrong: (from: string, found: Import) => string | false | undefined): Rule {
  return (sources) =>
    sources
      .filter(({ path }) => isCode(path) && applies(path))
      .flatMap((source) =>
        importsOf(source).flatMap((found) => {
          const sentence = wrong(source.path, found)
          return sentence ? [`${source.path} imports ${found.specifier}: ${sentence}`] : []
        }),
      )
}

const isComposition = (path: string) => path === 'server/compose.ts' || path.startsWith('server/composition/')

/** Modules see only those named before them, through their doors. */
export const moduleOrder = aboutImports(
  (path) => moduleOf(path) !== undefined,
  (from, { specifier, target }) => {
    const [own, other] = [moduleOf(from) ?? '', moduleOf(target)]
    if (!modules.includes(own)) return `${own} is no module`
    if (other === undefined) return isComposition(target ?? '') && 'nothing imports compose.ts but start.ts'
    if (other === own) return specifier.startsWith('#') && 'a module does not enter by its own door'
    if (specifier !== `#modules/${other}`) return 'only the door #modules/<name> leads into a module'
    return (!modules.includes(other) || modules.indexOf(other) >= modules.indexOf(own)) && `${other} does not stand before ${own}`
  },
)

/** Outside the modules, `compose.ts` and its parts in `composition/` alone know them (with the sample, the tests and the benches); another file may open one door. */
export const composeAlone: Rule = (sources) =>
  sources
    .filter(({ path }) => isCode(path) && moduleOf(path) === undefined && !/^(test|dev|bench)\//.test(path))
    .flatMap((source) => {
      const { path } = source
      const doors = importsOf(source).filter(({ target }) => moduleOf(target) !== undefined)
      if (doors.length === 0) return []
      if (!isComposition(path) && !/^server\/\w+\.ts$/.test(path)) return [`${path} imports ${doors[0]?.specifier}: it knows no module`]
      const deep = doors.find(({ specifier }) => !specifier.startsWith('#modules/'))
      if (deep) return [`${path} imports ${deep.specifier}: only the door #modules/<name> leads into a module`]
      return !isComposition(path) && new Set(doors.map(({ target }) => target)).size > 1
        ? [`${path}: only compose.ts knows several modules`]
        : []
    })

/** Inside a module: routes → service → queries, rules at the bottom. */
export const moduleArrows = aboutImports(
  (path) => moduleOf(path) !== undefined,
  (from, { target }) => {
    if (target === undefined || moduleOf(target) !== moduleOf(from) || isTest(target)) return undefined
    return !arrows[kindOf(from)]?.includes(kindOf(target)) && `${kindOf(from)} does not import ${kindOf(target)}`
  },
)

/** Rules import the contract and rules, nothing else (types of a package aside). */
export const pureRules = aboutImports(
  (path) => path.endsWith('.rules.ts'),
  (_, { target, typeOnly }) =>
    !(target ? target.startsWith('contract/') || target.endsWith('.rules.ts') : typeOnly) &&
    'rules are pure: contract and rules of the same module only',
)

/** The contract knows oRPC's contract, zod and itself. */
export const contractAlone = aboutImports(
  (path) => path.startsWith('contract/'),
  (_, { specifier, target, typeOnly }) => {
    if (target?.startsWith('contract/') || ['zod', '@orpc/contract'].includes(specifier)) return undefined
    return !(specifier === '@orpc/client' && typeOnly) && 'the contract imports zod, @orpc/contract, types of @orpc/client, and itself'
  },
)

/** Console, client and server meet in the contract only. The server's entry alone reaches for the sample company. */
export const roomsApart = aboutImports(
  (path) => /^(server|console|client)\//.test(path),
  (from, { target }) => {
    const [own, other] = [from.split('/')[0], target?.split('/')[0]]
    if (other === 'dev' && /^server\/\w+\.ts$/.test(from)) return undefined
    return other !== undefined && other !== own && other !== 'contract' && `${own} does not import ${other}`
  },
)

/** The console: features do not know each other; ui knows neither features nor the API. */
export const consoleLayers = aboutImports(
  (path) => /^console\/(ui|features)\//.test(path),
  (from, { target }) => {
    const feature = target?.match(/^console\/features\/([^/]+)/)?.[1]
    if (from.startsWith('console/ui/')) {
      if (feature) return 'ui knows no feature'
      return /^console\/lib\/api\b/.test(target ?? '') && 'ui knows no API'
    }
    return feature !== undefined && !from.startsWith(`console/features/${feature}/`) && 'features do not import features'
  },
)

/** The kinds of files in a module are a closed list, and a module is flat. */
export const closedKinds: Rule = (sources) =>
  sources
    .filter(({ path }) => path.startsWith('server/modules/'))
    .filter(
      ({ path }) =>
        !/^server\/modules\/[a-z]+\/(index|[a-zA-Z]+\.(routes|service|rules|queries|jobs|page|adapter|texts)|[a-zA-Z]+(\.(rules|api))?\.test)\.ts$/.test(
          path,
        ),
    )
    .map(({ path }) => `${path}: not one of index.ts, x.{routes,service,rules,queries,jobs,page,adapter,texts}.ts, x[.rules|.api].test.ts`)

const sqlWrite =
  /\b(?:insert\s+into|delete\s+from|merge\s+into|truncate(?:\s+table)?|(?:create|alter|drop)\s+table(?:\s+if\s+(?:not\s+)?exists)?|update)\s+(?:only\s+)?(?:"?(\w+)"?\s*\.\s*"?\w+|(\w+)(?=\s+set\b))/gi
const sqlWriteUnqualified = /\b(?:insert\s+into|delete\s+from|merge\s+into)\s+(?:only\s+)?"?(\w+)"?(?!\w|"?\s*\.)/gi
const builderWrite = /\.(?:insertInto|updateTable|deleteFrom|mergeInto)\(\s*['"`](?:(\w+)\.)?(\w+)/g

/** Schemas that a text writes to; `(none)` for a table without its schema. */
function schemasWritten(path: string, text: string): string[] {
  const code = (path.endsWith('.sql') ? text : withoutComments(text)).replaceAll(/--.*$/gm, '')
  return [
    ...[...code.matchAll(sqlWrite)].filter(([, , bare]) => bare?.toLowerCase() !== 'set').map(([, schema]) => schema ?? '(none)'),
    ...[...code.matchAll(sqlWriteUnqualified)].map(() => '(none)'),
    ...[...code.matchAll(builderWrite)].map(([, schema]) => schema ?? '(none)'),
  ]
}

function schemaOwnedBy(path: string): string | undefined {
  const migration = /^server\/migrations\/\d{4}_([a-z]+)(?:_\w+)?\.sql$/.exec(path)?.[1]
  return migration === 'platform' ? 'muster' : (migration ?? (isTest(path) ? undefined : moduleOf(path)))
}

/** A module alone writes its tables: the schema that bears its name. Temporary tables are written as `pg_temp.x`. */
export const ownTables: Rule = (sources) =>
  sources.flatMap(({ path, text }) => {
    if (path.startsWith('server/migrations/') && !schemaOwnedBy(path)) return [`${path}: name it NNNN_<module>[_what].sql`]
    const owned = schemaOwnedBy(path)
    if (!owned) return []
    const allowed = [owned, 'pg_temp', ...foreignWrites.filter(({ file }) => file === path).map(({ schema }) => schema)]
    return [...new Set(schemasWritten(path, text))]
      .filter((schema) => !allowed.includes(schema))
      .map((schema) => `${path} writes to ${schema}, which is not ${owned}`)
  })

/** SQL lives in queries (and in adapters and migrations). */
export const sqlInQueriesOnly: Rule = (sources) =>
  sources
    .filter(({ path }) => /\.(service|routes|rules|jobs|page)\.ts$/.test(path))
    .filter(({ text }) => /\bsql(<[^`]*>)?`|\.(selectFrom|insertInto|updateTable|deleteFrom)\(/.test(withoutComments(text)))
    .map(({ path }) => `${path}: SQL lives in x.queries.ts`)

/** API tests and journeys share a process (vitest.config.ts): what one of them replaced would be missing in the next file. */
export const mocksApart: Rule = (sources) =>
  sources
    .filter(
      ({ path, text }) => /\.(api|e2e)\.test\.ts$/.test(path) && /\bvi\.(mock|doMock|stubGlobal|stubEnv)\(/.test(withoutComments(text)),
    )
    .map(({ path }) => `${path} replaces what the files after it share`)

type Texts = Record<string, Partial<Record<string, string | number>>>

/** Every error code has a sentence in each language (RE-2): not empty, and in that language's script. */
export function errorsWithoutText(errors: Texts, locales: readonly string[]): string[] {
  const scripts: Record<string, RegExp> = { en: /[A-Za-z]{2}/, ko: /\p{Script=Hangul}/u, ja: /[\p{Script=Hiragana}\p{Script=Katakana}]/u }
  return Object.entries(errors).flatMap(([code, texts]) =>
    locales.filter((locale) => !scripts[locale]?.test(String(texts[locale] ?? ''))).map((locale) => `${code} has no text in ${locale}`),
  )
}
