import type { NetworkChoice, NetworkRules } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { getCompany, listGrants, requireWholeCompany } from '#modules/company'
import { findMember, findPeople } from '#modules/members'
import { announceAccessChange, countConnectedFrom, listAddresses } from '#modules/sessions'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { compileNetwork, parseRange } from '../../platform/network.ts'
import type { Places } from '../../platform/place.ts'
import { actingAs } from './acting.service.ts'
import { findNetwork, selectExempt, writeExempt, writeNetwork, type NetworkRow } from './network.queries.ts'
import { networkBlockedBy, readRanges, standingOf, type Standing } from './network.rules.ts'

const none: NetworkRow = { revision: 0, enforced: false, ranges: [], countries: [] }
const previewDays = 7

/** From where a company's members may use the suite, and from where the one who asks does. Whom the rules do not bind is for roles that see names (P-2). */
export async function getNetwork(ctx: Ctx, places: Places, companyId: string): Promise<NetworkRules> {
  await getCompany(ctx, companyId)
  const rules = (await findNetwork(ctx, companyId)) ?? none
  const actor = await requireWholeCompany(ctx, companyId)
  const people = await findPeople(ctx, await selectExempt(ctx, companyId))
  const exempt = [...people.values()].filter((p) => p.companyId === companyId).map(({ id, name, login }) => ({ id, name, login }))
  return { ...rules, exempt: actor && !actor.names ? null : exempt, you: youOf(ctx, places) }
}

const youOf = ({ actor }: Ctx, places: Places) => ({ ip: actor.ip, place: places.of(actor.ip) })

type Lists = Pick<NetworkChoice, 'ranges' | 'countries' | 'exempt'>

/** The lists as they are kept, and how they stand to the one who asks. @throws network_ranges_invalid, not_found for an exempt member of another company */
async function read(ctx: Ctx, places: Places, companyId: string, typed: Lists) {
  const { ranges, rows } = readRanges(typed.ranges, parseRange)
  if (rows.length > 0) throw new AppError('network_ranges_invalid', { rows })
  const countries = [...new Set(typed.countries)].toSorted()
  const asked = typed.exempt ?? (await selectExempt(ctx, companyId))
  const people = [...(await findPeople(ctx, asked)).values()].filter((p) => p.companyId === companyId)
  if (typed.exempt && people.length < new Set(typed.exempt).size) throw new AppError('not_found')
  const exempt = people.map((p) => p.id)
  const admits = compileNetwork({ ranges, countries }, places)
  const you = { ...youOf(ctx, places), admitted: admits(ctx.actor.ip), standing: await standingOfActor(ctx, companyId, exempt) }
  return { ranges, countries, people, exempt, admits, you }
}

async function standingOfActor(ctx: Ctx, companyId: string, exempt: readonly string[]): Promise<Standing> {
  if (ctx.actor.kind !== 'member') return 'other_company'
  const id = ctx.actor.memberId
  const isSuperAdmin = (await listGrants(ctx, id)).some((grant) => grant.role === 'super_admin')
  return standingOf({ id, isOfCompany: (await findMember(ctx, id))?.companyId === companyId, isSuperAdmin }, exempt)
}

/**
 * Whom rules would refuse: of the members who connected in the last 7 days, those who did so from an address that they do not admit; and
 * whether the one who asks is among them. Exact: every address of that time is judged, each once.
 * @throws network_ranges_invalid, not_found, forbidden
 */
export async function previewNetwork(ctx: Ctx, places: Places, companyId: string, typed: Lists) {
  await requireWholeCompany(ctx, companyId)
  const { admits, exempt, you } = await read(ctx, places, companyId, typed)
  const since = new Date(ctx.now.getTime() - previewDays * 86_400_000)
  const refused = (await listAddresses(ctx, companyId, since)).filter((ip) => !admits(ip))
  return { ...(await countConnectedFrom(ctx, { companyId, since, addresses: refused, except: exempt })), you }
}

/**
 * P-3, P-4, SX-2: changes from where members may use the suite; every node hears of it with the commit.
 * @returns the next revision
 * @throws changed_meanwhile, network_ranges_invalid, network_empty, network_locks_you_out, not_found, forbidden
 */
export async function updateNetwork(
  ctx: Ctx,
  places: Places,
  companyId: string,
  wanted: NetworkChoice & { revision: number },
): Promise<number> {
  const actor = await requireWholeCompany(ctx, companyId)
  const before = (await findNetwork(ctx, companyId)) ?? none
  const exemptBefore = await selectExempt(ctx, companyId)
  const { you, people, ...lists } = await read(ctx, places, companyId, actor?.names === false ? { ...wanted, exempt: null } : wanted)
  const { enforced } = wanted
  const blocked = networkBlockedBy({ ...lists, enforced }, you)
  if (blocked) throw new AppError(blocked, { ip: you.ip })
  const revision = wanted.revision + 1
  const { ranges, countries } = lists
  if (before.revision !== wanted.revision || !(await writeNetwork(ctx, companyId, { revision, enforced, ranges, countries })))
    throw new AppError('changed_meanwhile', { revision: before.revision })
  await writeExempt(ctx, companyId, lists.exempt)
  const loginsBefore = [...(await findPeople(ctx, exemptBefore)).values()].map((p) => p.login)
  await recordEvent(ctx, {
    action: 'company.network_changed',
    companyId,
    subject: { kind: 'company', id: companyId },
    before: { enforced: before.enforced, ranges: before.ranges, countries: before.countries, exempt: loginsBefore.toSorted() },
    after: { enforced, ranges, countries, exempt: people.map((p) => p.login).toSorted() },
  })
  await announceAccessChange(ctx)
  return revision
}

/** P-4, SX-2: a sign-in that was proved and is refused for where it comes from stands in the log, under the name of whom it was proved to be. */
export async function noteRefusal(ctx: Ctx, memberId: string, clientId: string): Promise<void> {
  const member = await findMember(ctx, memberId)
  if (!member) return
  await recordEvent(actingAs(ctx, member, ''), {
    action: 'member.network_refused',
    companyId: member.companyId,
    subject: { kind: 'member', id: memberId },
    after: { app: clientId },
  })
}
