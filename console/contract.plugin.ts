import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isContractProcedure, type AnyContractRouter } from '@orpc/contract'
import type { Plugin } from 'vite'
import type { EndpointMeta } from '@muster/contract'

const root = join(import.meta.dirname, '../contract')
const registry = join(import.meta.dirname, 'lib/endpoints.ts')
/** What the browser's code imports, and what it is given. */
const data = '@muster/contract'
const made = { values: 'contract-values:', endpoints: 'contract-endpoints:', errors: 'contract-errors:' }

/**
 * The browser needs the contract's routes and plain values, not its schemas: what the server sends has been parsed there.
 * So `@muster/contract` becomes its data, which keeps zod (28 kB gzipped) out of the page. Types still come from the package.
 * Importing a schema or function from it fails the build, by name.
 *
 * It comes noun by noun, so that a page loads what it names and does not grow with the others: a file's values where they are imported,
 * a module's endpoints where `api.<module>.` is written, the sentences of the error codes in one language (`contract-errors:en`).
 */
export function contractData(): Plugin {
  return {
    name: 'contract-data',
    enforce: 'pre',
    resolveId(source) {
      const isOurs = source === data || Object.values(made).some((start) => source.startsWith(start))
      return isOurs ? { id: `\0${source}`, moduleSideEffects: source.startsWith(made.endpoints) } : null
    },
    load(id) {
      const [, start = '', name = ''] = /^\0([\w-]+:)(.*)$/.exec(id) ?? []
      if (id === `\0${data}`) return reexports()
      if (start === made.values) return valuesOf(name)
      if (start === made.endpoints) return endpointsOf(name)
      return start === made.errors ? errorTexts(name) : null
    },
    async transform(code, id) {
      if (!id.startsWith(import.meta.dirname) || !/\.tsx?$/.test(id)) return null
      // Behind the code: no line moves.
      const imports = (await modulesIn(code)).map((module) => `\nimport '${made.endpoints}${module}'`)
      return imports.length > 0 ? { code: code + imports.join(''), map: null } : null
    },
  }
}

/** The modules of the contract whose endpoints a file names. */
async function modulesIn(code: string): Promise<string[]> {
  const { contract } = await import('@muster/contract')
  const named = new Set([...code.matchAll(/\bapi\.(\w+)\./g)].map(([, module = '']) => module))
  return [...named].filter((module) => module in contract)
}

const fileNames = () => readdirSync(root).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'index.ts')

/** What a file of the contract exports: schemas, functions and endpoints left out. */
async function plainOf(file: string): Promise<[string, unknown][]> {
  const [{ contract }, exported] = await Promise.all([
    import('@muster/contract'),
    import(pathToFileURL(join(root, file)).href) as Promise<Record<string, unknown>>,
  ])
  return Object.entries(exported).filter(([name, value]) => typeof value !== 'function' && !name.endsWith('Shape') && !(name in contract))
}

async function reexports(): Promise<string> {
  const lines = fileNames().map(async (file) => {
    const names = (await plainOf(file)).map(([name]) => name)
    return names.length > 0 ? `export { ${names.join(', ')} } from '${made.values}${file}'` : ''
  })
  return (await Promise.all(lines)).join('\n')
}

async function valuesOf(file: string): Promise<string> {
  return (await plainOf(file)).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)}`).join('\n')
}

async function endpointsOf(module: string): Promise<string> {
  const { contract } = await import('@muster/contract')
  if (!(module in contract)) throw new Error(`the contract has no module ${module}`)
  const ofModule = withoutWords((contract as Record<string, AnyContractRouter>)[module] ?? {})
  return `import { endpoints } from '${registry}'\nendpoints.${module} = ${JSON.stringify(ofModule)}`
}

/** An endpoint is how it is called, and whether once: who may, and what is written about it, the browser does not ask. */
function withoutWords(router: AnyContractRouter): object {
  if (!isContractProcedure(router)) return Object.fromEntries(Object.entries(router).map(([key, one]) => [key, withoutWords(one)]))
  const { meta, route } = router['~orpc']
  const { method, path, inputStructure, outputStructure } = route
  const once = (meta as Partial<EndpointMeta>).once
  return { '~orpc': { errorMap: {}, meta: { once }, route: { method, path, inputStructure, outputStructure } } }
}

async function errorTexts(locale: string): Promise<string> {
  const { errors } = await import('@muster/contract')
  const texts = Object.entries(errors).map(([code, text]) => [code, (text as Record<string, unknown>)[locale]])
  return `export default ${JSON.stringify({ error: Object.fromEntries(texts) })}`
}
