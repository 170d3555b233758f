import { homeLines, homeSteps, type Home, type HomeItem, type HomeLine, type HomeStep } from '@muster/contract'
import { accessRefusedBy, getCompany, zoneAt } from '#modules/company'
import { getNewest } from '#modules/devices'
import { hasGuideLinks } from '#modules/installation'
import { countMembers } from '#modules/members'
import type { MailServers } from '#modules/notifications'
import type { Reach } from '../../platform/api.ts'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { isLineOpen, isSlow, itemOf, stepAccess } from './home.rules.ts'
import { askedOf, countLine } from './lines.service.ts'

export type HomeDeps = { servers: Pick<MailServers, 'find'> }

/** P-1, P-2: the lines that role and plan open. */
const openLines = (reach: Reach) => homeLines.filter((line) => isLineOpen(line, reach.names, (access) => accessRefusedBy(reach, access)))

/** What needs an administrator today, within their reach. What would hold the others up is left to be counted by itself. @throws not_found */
export async function getHome(ctx: Ctx, deps: HomeDeps, companyId: string, reach: Reach): Promise<Home> {
  const company = await getCompany(ctx, companyId)
  const asked = askedOf(ctx, companyId, reach)
  const items: HomeItem[] = []
  for (const line of openLines(reach)) items.push(...(isSlow(line, reach.team) ? [itemOf(line, null)] : await countLine(ctx, line, asked)))
  return { items, steps: await stepsOf(ctx, deps, companyId, reach), company: factsOf(company, ctx.now) }
}

/** One line, counted. @throws not_found where role or plan do not open it */
export async function getLine(ctx: Ctx, companyId: string, reach: Reach, line: HomeLine): Promise<HomeItem[]> {
  if (!openLines(reach).includes(line)) throw new AppError('not_found')
  return countLine(ctx, line, askedOf(ctx, companyId, reach))
}

function factsOf({ plan, zones }: Awaited<ReturnType<typeof getCompany>>, now: Date): Home['company'] {
  const coming = zones.findLast(({ from }) => from !== null && from > now)
  return {
    plan,
    zone: zoneAt(zones, now),
    zoneChange: coming?.from ? { zone: coming.zone, effectiveAt: coming.from.toISOString() } : null,
  }
}

/** The first steps that the role may take, as long as one of them is still to be taken. A role limited to a team takes none: they are the company's. */
async function stepsOf(ctx: Ctx, deps: HomeDeps, companyId: string, reach: Reach): Promise<Home['steps']> {
  if (reach.team !== null) return []
  const steps: Home['steps'] = []
  for (const step of homeSteps)
    if (accessRefusedBy(reach, stepAccess[step]) === null) steps.push({ step, done: await isDone(ctx, deps, companyId, step) })
  return steps.every(({ done }) => done) ? [] : steps
}

async function isDone(ctx: Ctx, { servers }: HomeDeps, companyId: string, step: HomeStep): Promise<boolean> {
  switch (step) {
    case 'mail':
      return (await servers.find(ctx, companyId)) !== undefined
    case 'members':
      // Whoever set the company up is its first.
      return (await countMembers(ctx, { companyId, filter: {}, reach: { names: true, team: null } })) > 1
    case 'versions':
      return (await getNewest(ctx, companyId)).versions.length > 0
    case 'links':
      return hasGuideLinks(ctx, companyId)
  }
}
