import type { DeviceApp, DeviceReport, OperatingSystem } from '@muster/contract'
import { reportDevice, saveSearch, setNewest } from '../../server/modules/devices/index.ts'
import { createConnection, endSessions } from '../../server/modules/sessions/index.ts'
import type { Ctx } from '../../server/platform/context.ts'
import { newId } from '../../server/platform/ids.ts'
import type { Random } from './random.ts'

/** The same transaction, some days ago. */
type At = (daysAgo: number) => Ctx
type User = { id: string; company: { id: string }; joined: number }
type Kind = { os: OperatingSystem; models: readonly string[]; versions: readonly string[]; agent: string }

const phones: readonly Kind[] = [
  {
    os: 'android',
    models: ['Galaxy S30', 'Galaxy S29 Ultra', 'Galaxy A57', 'Galaxy Z Fold 9', 'Pixel 10', 'Pixel 9a'],
    versions: ['17', '17', '16', '16', '15', '14'],
    agent: 'Mozilla/5.0 (Linux; Android 17; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
  },
  {
    os: 'ios',
    models: ['iPhone 18 Pro', 'iPhone 17', 'iPhone 16e', 'iPad Air (M4)'],
    versions: ['20.1', '20.1', '20.0.1', '19.6', '18.7'],
    agent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 20_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/20.1 Mobile/15E148 Safari/604.1',
  },
]
const computers: readonly Kind[] = [
  {
    os: 'windows',
    models: ['ThinkPad X1 Carbon', 'LG gram 16', 'Surface Laptop 7', 'Dell XPS 14'],
    versions: ['10.0.26200.7019', '10.0.26100.4061', '10.0.22631.4460', '10.0.19045.5011'],
    agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  },
  {
    os: 'macos',
    models: ['MacBook Air (M4)', 'MacBook Pro 14'],
    versions: ['26.1', '26.1', '15.7.2', '14.8'],
    agent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15',
  },
]
/** How many of a hundred members use an app, and what runs: the newest most, a beta few, old ones some. */
export const apps: Record<DeviceApp, { share: number; kinds: readonly Kind[]; versions: readonly string[] }> = {
  mobile: { share: 62, kinds: phones, versions: ['4.2.1', '4.2.1', '4.2.1', '4.2.0', '4.2.0', '4.1.3', '3.10.2', '3.9.0', '5.0.0-beta.2'] },
  pc: { share: 44, kinds: computers, versions: ['4.2.0', '4.2.0', '4.1.3', '4.0.0', '3.9.0'] },
  drive_mobile: { share: 12, kinds: phones, versions: ['2.8.0', '2.8.0', '2.7.4', '2.6.0'] },
  drive_explorer: { share: 10, kinds: computers, versions: ['2.8.1', '2.8.0', '2.5.0'] },
}
const newest = [
  ...phones.flatMap(({ os }) => [
    { app: 'mobile' as const, os, version: '4.2.1' },
    { app: 'drive_mobile' as const, os, version: '2.8.0' },
  ]),
  ...computers.flatMap(({ os }) => [
    { app: 'pc' as const, os, version: '4.2.0' },
    { app: 'drive_explorer' as const, os, version: '2.8.1' },
  ]),
]
/** The newest version of an app that there is for a system. */
export function newestVersion(app: DeviceApp, os: OperatingSystem): string {
  return newest.find((one) => one.app === app && one.os === os)?.version ?? apps[app].versions[0] ?? ''
}
/** The offices, homes and phones in Korea, a trip abroad. */
const addresses = ['211.45.156.20', '211.45.156.21', '10.20.4.18', '175.223.18.7', '121.134.9.33', '13.112.5.44']

/** What members use the apps on, and how they signed in to them: every kind of device, versions new and old, some long unused, some shared. */
export async function equip(random: Random, at: At, users: readonly User[], mostDaysAgo: (user: User) => number): Promise<void> {
  let lent: DeviceReport | undefined
  for (const user of users)
    for (const app of Object.keys(apps) as DeviceApp[]) {
      const { share, kinds, versions } = apps[app]
      if (!random.chance(share / 100)) continue
      const daysAgo = Math.min(lastUsed(random), mostDaysAgo(user))
      const kind = random.pick(kinds)
      const device = inventDevice(random, kind, random.pick(versions))
      const shared = app === 'pc' && lent && random.chance(0.04) ? lent : device
      if (app === 'pc') lent = device
      await use(at(daysAgo), user, app, shared, { ip: random.pick(addresses), userAgent: kind.agent, loggedOut: random.chance(0.1) })
    }
}

/** Days since: most today or lately, some not for months. */
function lastUsed(random: Random): number {
  const kind = random.number()
  if (kind < 0.55) return random.number() * 2
  if (kind < 0.8) return random.number() * 28
  return kind < 0.93 ? 28 + random.number() * 90 : 100 + random.number() * 250
}

/** A device that nobody has. */
export function inventDevice(random: Random, { os, models, versions }: Kind, appVersion: string): DeviceReport {
  const number = () => random.below(0x1_0000_0000).toString(16).padStart(8, '0')
  const serial = random.chance(0.5) ? number().toUpperCase() : null
  return { vendorId: `${number()}-${number()}`, model: random.pick(models), serial, os, osVersion: random.pick(versions), appVersion }
}

type Where = { ip: string; userAgent: string; loggedOut: boolean }

async function use(ctx: Ctx, user: User, app: DeviceApp, report: DeviceReport, { ip, userAgent, loggedOut }: Where): Promise<void> {
  const connectionId = newId(ctx.now)
  const made = { connectionId, memberId: user.id, companyId: user.company.id, surface: app, clientId: app, ssoId: null, ip, userAgent }
  await createConnection(ctx, { ...made, method: 'password', secondStep: null, provedAt: ctx.now })
  await reportDevice(ctx, { memberId: user.id, connectionId, surface: app }, report)
  if (loggedOut) await endSessions(ctx, { connectionId }, 'signed_out')
}

/** DS-7, DS-12: the newest versions that the company keeps, and a search that its administrator keeps. */
export async function keepVersions(ctx: Ctx, companyId: string, administratorId: string): Promise<void> {
  await setNewest(ctx, companyId, { revision: 0, versions: newest })
  const filter = { appVersion: '3.9', access: '6_months' as const }
  await saveSearch(ctx, { companyId, memberId: administratorId }, { name: '3.9 이하, 최근 사용', tab: 'mobile', filter })
}
