import { minifyContractRouter } from '@orpc/contract'
import type { Plugin } from 'vite'

/**
 * The browser needs the contract's routes and plain values, not its schemas: what the server sends has been parsed there.
 * So `@muster/contract` becomes its data, which keeps zod (28 kB gzipped) out of the page. Types still come from the package.
 * Importing a schema or function from it fails the build, by name.
 */
export function contractData(): Plugin {
  const id = '\0contract-data'
  return {
    name: 'contract-data',
    enforce: 'pre',
    resolveId: (source) => (source === '@muster/contract' ? id : null),
    async load(asked) {
      if (asked !== id) return null
      const { contract, ...others } = await import('@muster/contract')
      const plain = Object.entries(others).filter(
        ([name, value]) => typeof value !== 'function' && !name.endsWith('Shape') && !(name in contract),
      )
      const lines = [['contract', minifyContractRouter(contract)] as const, ...plain].map(
        ([name, value]) => `export const ${name} = ${JSON.stringify(value)}`,
      )
      return lines.join('\n')
    },
  }
}
