import type { AnyContractRouter } from '@orpc/contract'

/** How the API's endpoints are called, module by module: each is put here by the first code that names it (contract.plugin.ts). */
export const endpoints: Record<string, AnyContractRouter> = {}
