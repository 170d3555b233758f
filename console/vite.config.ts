import react from '@vitejs/plugin-react'
import mantine from 'postcss-preset-mantine'
import { defineConfig } from 'vite'
import { contractData } from './contract.plugin.ts'

/** In development the API, the sign-in pages and the session's paths come from a server running beside. */
const server = 'http://localhost:8080'
const served = ['/api', '/device', '/oidc', '/signin', '/console']

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [contractData(), react()],
  css: { postcss: { plugins: [mantine()] } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // What every page begins with is one file: 32 instead of 93 until the first page is usable, and a tenth less to load.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'base', tags: ['$initial'] }] } } },
  },
  server: { proxy: Object.fromEntries(served.map((path) => [path, { target: server, changeOrigin: false }])) },
})
