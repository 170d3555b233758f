import react from '@vitejs/plugin-react'
import mantine from 'postcss-preset-mantine'
import { defineConfig } from 'vite'
import { contractData } from './contract.plugin.ts'

/** In development the API, the sign-in pages and the session's paths come from a server running beside. */
const server = 'http://localhost:8080'
const served = ['/api', '/device', '/oidc', '/signin', '/console']

const menus =
  /node_modules\/(@floating-ui|react-remove-scroll(-bar)?|react-style-singleton|use-sidecar|use-callback-ref|aria-hidden|tabbable)\/|components\/(Menu|Popover|FocusTrap)\//

/** What most pages need of Mantine beyond the first page's base, and small parts of ours: each by itself would be a file of a kilobyte. */
const common =
  /@mantine\/core\/esm\/(core|utils|components\/(Accordion|Checkbox|Input|Overlay|Radio|Skeleton|Switch|Text|VisuallyHidden))\/|@mantine\/hooks\/|react-query\/.*useMutation|\/console\/(lib\/days|ui\/(Card|Notice))\./

type Modules = { getModuleInfo(id: string): { importedIds: readonly string[] } | null }

/** All that a page of ours imports, and what that imports, until it is shown. */
function closureOf(modules: Modules, page: string): Set<string> {
  const found = new Set([`${import.meta.dirname}/features/${page}`])
  for (const id of found) for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) found.add(imported)
  return found
}

let closures: { member: Set<string>; first: Set<string> } | undefined
/** Files of ours that the member page begins with and the first page does not. Libraries both import whole, by name, whatever they use of them. */
function memberGroup(id: string, modules: Modules): string | null {
  closures ??= { member: closureOf(modules, 'members/MemberPage.tsx'), first: closureOf(modules, 'statistics/ActiveUsersPage.tsx') }
  return closures.member.has(id) && !closures.first.has(id) ? 'member' : null
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [contractData(), react()],
  css: { postcss: { plugins: [mantine()] } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // A slow processor takes some milliseconds for a file, whatever its size. What every page begins with is one, and so are icons, menus with what lays
    // them out, what most pages have in common, and what the member page needs beyond that: 15 files until the first page is usable and 11 for a
    // member.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'base', tags: ['$initial'], priority: 3 },
            { name: 'icons', test: /icons-react/, minShareCount: 2, priority: 2, includeDependenciesRecursively: false },
            { name: 'menus', test: menus, priority: 2, includeDependenciesRecursively: false },
            { name: 'common', test: common, minShareCount: 3, priority: 1, includeDependenciesRecursively: false },
            { name: memberGroup, priority: 1, includeDependenciesRecursively: false },
          ],
        },
      },
    },
  },
  server: { proxy: Object.fromEntries(served.map((path) => [path, { target: server, changeOrigin: false }])) },
})
