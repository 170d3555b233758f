import { createRole, grantRole, type Neighbours } from '../../server/modules/company/index.ts'
import { assignPermission, createPermission, findPeople, findTeamNames, holdTeam, lockPerson } from '../../server/modules/members/index.ts'
import { notifyMember, type Outbox } from '../../server/modules/notifications/index.ts'
import { announceAccessChange, createConnection, endSessions } from '../../server/modules/sessions/index.ts'
import { beginSetup, confirmSetup, endTokensOf, getPolicy, switchTwoStep, updatePolicy } from '../../server/modules/signin/index.ts'
import type { Ctx } from '../../server/platform/context.ts'
import { newId } from '../../server/platform/ids.ts'
import type { Seal } from '../../server/platform/seal.ts'
import { totpCodeAt } from '../../server/platform/totp.ts'
import type { ConnectionMethod, EndReason, SecondStep, Surface } from '../../contract/index.ts'

/** The same transaction, some days ago. */
type At = (daysAgo: number) => Ctx

const near: Neighbours = { findPeople, lockPerson, holdTeam, findTeamNames, announce: announceAccessChange, endTokens: endTokensOf }

/** P-2: what administrators may do who hold neither of the roles there are anyway; and who holds it. */
export async function nameRoles(at: At, companyId: string, [helper = '', analyst = '']: readonly string[]): Promise<void> {
  const help = await createRole(at(150), companyId, {
    name: '헬프데스크',
    permissions: { members: 'manage', security: 'view' },
    seesNames: true,
  })
  const figures = await createRole(at(120), companyId, { name: '통계 담당', permissions: { statistics: 'view' }, seesNames: false })
  await grantRole(at(140), near, { companyId, memberId: helper, grant: { role: 'custom', roleId: help, teamId: null } })
  await grantRole(at(110), near, { companyId, memberId: analyst, grant: { role: 'custom', roleId: figures, teamId: null } })
}

/** IS-1: what some may use, and some may not. */
export async function permitSome(at: At, companyId: string, [first = '', second = '', ...rest]: readonly string[]): Promise<void> {
  const web = await createPermission(at(160), companyId, { name: '웹 전용', surfaces: ['web'] })
  const phone = await createPermission(at(130), companyId, { name: '모바일과 웹', surfaces: ['web', 'mobile', 'drive_mobile'] })
  for (const memberId of [first, second]) await assignPermission(at(90), { companyId, memberId, permissionId: web })
  for (const memberId of rest) await assignPermission(at(60), { companyId, memberId, permissionId: phone })
}

/** The mails about what happened long ago have long been sent. */
const longSent: Outbox = { queue: async () => undefined, deliver: async () => undefined }

/** MB-8: left open by the company: set up by some, switched on for others who have not come since. */
export async function secureSome(at: At, seal: Seal, companyId: string, members: readonly string[]): Promise<void> {
  const policy = await getPolicy(at(100), companyId)
  await updatePolicy(at(100), companyId, { ...policy, twoStep: 'optional', rememberDays: 30, passkeyAlone: true })
  for (const [i, memberId] of members.entries()) {
    const ctx = at(80 - i)
    if (i % 4 === 3) await switchTwoStep(ctx, { companyId, memberId }, true)
    else {
      const { factorId, secret } = await beginSetup(ctx, { seal }, memberId)
      await confirmSetup(ctx, { seal, url: '', outbox: longSent }, { memberId, factorId, code: totpCodeAt(secret, ctx.now) })
    }
  }
}

type SignIn = {
  daysAgo: number
  client: 'web' | 'console'
  ip: string
  method: ConnectionMethod
  secondStep?: SecondStep
  ended?: EndReason
}

const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
const safari = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15'
/** The office, the train, a hotel in Tokyo, one in San Francisco, and a café in Berlin. */
const signIns: readonly SignIn[] = [
  { daysAgo: 70, client: 'web', ip: '211.45.156.20', method: 'password', secondStep: 'totp', ended: 'password_changed' },
  { daysAgo: 42, client: 'console', ip: '211.45.156.21', method: 'password', secondStep: 'recovery', ended: 'signed_out' },
  { daysAgo: 30, client: 'web', ip: '13.112.5.44', method: 'phone', secondStep: 'totp', ended: 'logged_out' },
  { daysAgo: 21, client: 'web', ip: '23.93.12.8', method: 'password', secondStep: 'mail', ended: 'replaced' },
  { daysAgo: 14, client: 'web', ip: '91.64.20.7', method: 'password', secondStep: 'totp', ended: 'signed_out' },
  { daysAgo: 6, client: 'web', ip: '10.20.4.18', method: 'line', secondStep: 'totp' },
  { daysAgo: 1, client: 'console', ip: '175.223.18.7', method: 'passkey' },
]

/** MB-11: sign-ins in browsers, by every way there is, from here and abroad, most of them over. */
export async function browse(at: At, companyId: string, members: readonly string[]): Promise<void> {
  for (const memberId of members)
    for (const [i, { daysAgo, client, ip, method, secondStep = null, ended }] of signIns.entries()) {
      const ctx = at(daysAgo)
      const connectionId = newId(ctx.now)
      const made = { connectionId, memberId, companyId, surface: 'web' as const, clientId: client, ssoId: null, ip }
      await createConnection(ctx, { ...made, method, secondStep, provedAt: ctx.now, userAgent: i % 2 === 0 ? chrome : safari })
      if (ended) await endSessions(at(daysAgo - 1), { connectionId }, ended)
    }
}

/** By which app or in a browser somebody signs in on an ordinary day. */
const everyday: readonly Surface[] = ['pc', 'mobile', 'web', 'pc', 'drive_explorer', 'pc', 'web']

/** MB-2: ordinary sign-ins of three months, each over within the day; and one abroad of which the member was told. */
export async function commute(at: At, companyId: string, members: readonly string[]): Promise<void> {
  for (const [m, memberId] of members.entries()) {
    for (let daysAgo = 88; daysAgo > 0; daysAgo--) {
      const turn = daysAgo * 5 + m * 3
      // Five days of seven, on some of them twice.
      if (turn % 7 > 4) continue
      for (const surface of everyday.slice(turn % 6, (turn % 6) + 1 + (turn % 3 === 0 ? 1 : 0))) {
        const ctx = at(daysAgo)
        const connectionId = newId(ctx.now)
        const made = { connectionId, memberId, companyId, surface, clientId: surface, ssoId: null, ip: '211.45.156.20', secondStep: null }
        await createConnection(ctx, { ...made, method: 'password', provedAt: ctx.now, userAgent: chrome })
        await endSessions(at(daysAgo - 0.3), { connectionId }, 'signed_out')
      }
    }
    const connection = newId(at(14).now)
    const place = { kind: 'country', country: 'DE', city: null } as const
    const seen = { connection, newDevice: false, newCountry: true, browser: 'Chrome 142', os: 'Windows', ip: '91.64.20.7', place }
    await notifyMember(at(14), { memberId, kind: 'new_sign_in', data: seen })
  }
}
