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
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2023' },
  server: { proxy: Object.fromEntries(served.map((path) => [path, { target: server, changeOrigin: false }])) },
})
