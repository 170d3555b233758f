import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { callerFor } from '../../../test/api.ts'
import { registerApp } from '../../../test/app.ts'
import { Browser } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestServer } from '../../../test/server.ts'
import { freePort } from '../../platform/embedded.ts'

/** SX-1: Apache's mod_auth_openidc, which OpenID certified, as a registered web app; where it is installed. */
const modules = '/usr/lib/apache2/modules'
const program = '/usr/sbin/apache2'
const isInstalled = existsSync(program) && existsSync(`${modules}/mod_auth_openidc.so`)

let server: TestServer
let folder: string
let apache: ChildProcess | undefined
beforeAll(async () => {
  server = await startTestServer({ allowPrivateTargets: true })
  folder = await mkdtemp(path.join(tmpdir(), 'muster-apache-'))
})
afterAll(async () => {
  if (apache?.exitCode === null) {
    const ended = new Promise((resolve) => apache?.once('close', resolve))
    apache.kill('SIGTERM')
    await ended
  }
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

async function startApache(port: number, app: { id: string; secret: string | null }): Promise<string> {
  const at = `http://localhost:${port}`
  await mkdir(path.join(folder, 'www/inside'), { recursive: true })
  await writeFile(path.join(folder, 'www/inside/index.html'), 'inside')
  const load = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'auth_openidc', 'dir']
    .map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`)
    .join('\n')
  const conf = `
ServerRoot "${folder}"
ServerName localhost
PidFile "${folder}/pid"
DefaultRuntimeDir "${folder}"
ErrorLog "${folder}/error.log"
Listen 127.0.0.1:${port}
${load}
${process.getuid?.() === 0 ? 'User nobody\nGroup nogroup' : ''}
DocumentRoot "${folder}/www"
DirectoryIndex index.html
OIDCProviderMetadataURL ${server.url}/oidc/.well-known/openid-configuration
OIDCClientID ${app.id}
OIDCClientSecret ${app.secret}
OIDCRedirectURI ${at}/inside/callback
OIDCCryptoPassphrase a-passphrase-of-this-test
OIDCPKCEMethod S256
OIDCScope "openid profile"
OIDCSSLValidateServer Off
<Location /inside>
  AuthType openid-connect
  OIDCUnAuthAction auth true
  Require valid-user
</Location>
`
  await writeFile(path.join(folder, 'httpd.conf'), conf)
  // Started as root, its workers are not.
  if (process.getuid?.() === 0) execFileSync('chmod', ['-R', 'a+rwX', folder])
  apache = spawn(program, ['-X', '-f', path.join(folder, 'httpd.conf')], { stdio: 'ignore' })
  await vi.waitFor(async () => expect((await fetch(`${at}/`)).status).toBeLessThan(500), { timeout: 10_000, interval: 50 })
  return at
}

it.skipIf(!isInstalled)('SX-1, RE-3: mod_auth_openidc signs a member in, and out when the connection ends', async () => {
  const company = await makeCompany(server)
  const boss = await callerFor(server, company.admin.login)
  const [member = { id: '', login: '' }] = await makeMembers(server, company, 1)
  const port = await freePort()
  const callback = `http://localhost:${port}/inside/callback`
  const app = await registerApp(boss, company, {
    redirectUris: [callback],
    logoutUri: `${callback}?logout=backchannel`,
    scopes: ['profile'],
  })
  const at = await startApache(port, app)
  const browser = new Browser()
  const explain = async () => readFile(path.join(folder, 'error.log'), 'utf8')

  const page = await browser.follow(`${at}/inside/`, () => false)
  const door = 'url' in page ? page.url : ''
  expect(door, await explain()).toContain(`${server.url}/signin/`)
  const send = async (fields: Record<string, string>) => {
    const headers = { origin: server.url, 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await browser.fetch(door, { method: 'POST', headers, body: new URLSearchParams(fields) })
    return answer.headers.get('location')
  }
  expect(await send({ id: member.login, password })).toBeNull()
  const back = await send({ consent: 'allow' })
  const inside = await browser.follow(new URL(back ?? '', door).href, () => false)
  expect('answer' in inside && (await inside.answer.text()), await explain()).toBe('inside')
  expect((await browser.fetch(`${at}/inside/`)).status).toBe(200)

  await boss('DELETE', `/companies/${company.companyId}/members/${member.id}/connections`)
  await server.runEnqueued('signin.tell_logouts')
  const { body } = await boss('GET', `/companies/${company.companyId}/apps`)
  expect(body['items'], await explain()).toMatchObject([{ logouts: { delivered: 1, waiting: 0, lastFailure: null } }])
  const out = await browser.fetch(`${at}/inside/`)
  expect([out.status, out.headers.get('location')]).toEqual([302, expect.stringContaining(`${server.url}/oidc/auth`) as string])
})
