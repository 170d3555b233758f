import { recordEvent } from '#modules/audit'
import { getCompany, locateDomain } from '#modules/company'
import { findByLogin, findMember, lockForSignIn, maySignIn, type Member } from '#modules/members'
import { endSessions } from '#modules/sessions'
import { resetMinutes } from '@muster/contract'
import { systemActor, type Ctx } from '../../platform/context.ts'
import { doorTenant } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { hashSecret, newSecret } from '../../platform/ids.ts'
import { enqueue } from '../../platform/jobs.ts'
import { hashPassword } from '../../platform/hashing.ts'
import { actingAs } from './acting.service.ts'
import { artifactHash, putLocator } from './artifact.queries.ts'
import { queueAccountMail, type CredentialDeps } from './credential.service.ts'
import { atDoor, type DoorDeps, type Link } from './door.service.ts'
import { countAttempts, findPassword, upsertPassword } from './password.queries.ts'
import { parseMemberId, throttle } from './password.rules.ts'
import { requireGoodPassword } from './password.service.ts'
import { deleteResetLink, findResetLink, upsertResetLink } from './reset.queries.ts'

export const forgottenJob = 'signin.forgotten_password'

/** So many links a member is mailed within the window, and so often is an ID asked for. */
const perMember = 5

/**
 * SX-4: takes the wish to replace a forgotten password. Whether there is such a member is found out by a job, so that the answer and the
 * time it takes tell nothing. Counted per ID and address: past the limit nothing is done, and the answer is the same.
 */
export async function askForReset({ scopes }: Pick<DoorDeps, 'scopes'>, input: { id: string; ip: string | null }): Promise<void> {
  const door = scopes(doorTenant, { ...systemActor('signin'), ip: input.ip })
  const id = input.id.normalize('NFKC').toLowerCase()
  await door.transaction(async (ctx) => {
    const counted = [
      { key: hashSecret(`forgotten:${id}`), most: perMember },
      { key: hashSecret(`forgotten from:${input.ip ?? 'none'}`), most: throttle.perAccount * 5 },
    ]
    const tries = await countAttempts(ctx, counted, throttle.windowMinutes)
    if (tries.every((n, i) => n <= (counted[i]?.most ?? 0))) await enqueue(ctx, forgottenJob, { id, ip: input.ip })
  })
}

/** The job: mails a link, if there is such a member, who may sign in by password and has an address. */
export async function sendResetLink(deps: DoorDeps & CredentialDeps, { id, ip }: { id: string; ip: string | null }): Promise<void> {
  const parsed = parseMemberId(id)
  const place = parsed && (await locateDomain(deps.db, parsed.domain))
  if (!place) return
  await deps.scopes(place.tenant, { ...systemActor('signin'), ip }).transaction(async (ctx) => {
    const found = await findByLogin(ctx, place.companyId, parsed.login)
    const member = found && (await lockForSignIn(ctx, found.id))
    if (!member?.personalEmail || !(await findPassword(ctx, member.id))) return
    // Once more by member, who has an ID in each of the company's domains.
    const [tries = 0] = await countAttempts(
      ctx,
      [{ key: hashSecret(`forgotten by:${member.id}`), most: perMember }],
      throttle.windowMinutes,
    )
    if (tries > perMember) return
    const token = newSecret()
    const hash = artifactHash('Reset', token)
    const expiresAt = new Date(ctx.now.getTime() + resetMinutes * 60_000)
    await putLocator(ctx, hash, expiresAt)
    await upsertResetLink(ctx, { memberId: member.id, hash, address: member.personalEmail, expiresAt })
    await queueAccountMail(ctx, deps, member, {
      kind: 'forgottenPassword',
      link: `${deps.url}/reset/${token}`,
      until: String(resetMinutes),
    })
  })
}

const linkOf = (token: string, ip: string | null): Link => ({ kind: 'Reset', token, ip, over: 'reset_over' })

/** The member a link is for: while it is the newest, not too old, went to the address that is still theirs, and they may sign in. */
async function memberOf(ctx: Ctx, hash: Buffer, find: (ctx: Ctx, id: string) => Promise<Member | undefined>): Promise<Member> {
  const link = await findResetLink(ctx, { hash })
  const member = link && (await find(ctx, link.memberId))
  const password = member && (await findPassword(ctx, member.id))
  if (!link || !member || !password || !maySignIn(member, ctx.now)) throw new AppError('reset_over')
  // A password set since then, by whomever, is not replaced with an old link.
  if (link.expiresAt <= ctx.now || link.address !== member.personalEmail || password.setAt > link.createdAt)
    throw new AppError('reset_over')
  return member
}

type Opened = { name: string; login: string; company: string }

/** Whose password a link replaces. @throws reset_over */
export async function openReset(deps: DoorDeps, token: string, ip: string | null): Promise<Opened> {
  return atDoor(deps, linkOf(token, ip), async (ctx, hash) => {
    const member = await memberOf(ctx, hash, findMember)
    const company = await getCompany(ctx, member.companyId)
    return { name: member.name, login: `${member.login}@${company.domain}`, company: company.name }
  })
}

/** SX-2: replaces a forgotten password: the link is used up, and every session ends. @throws reset_over, password_refused */
export async function acceptReset(
  deps: DoorDeps,
  input: { token: string; password: string; ip: string | null },
): Promise<{ login: string }> {
  const opened = await openReset(deps, input.token, input.ip)
  const { scope, memberId } = await atDoor(deps, linkOf(input.token, input.ip), async (ctx, hash) => ({
    memberId: (await memberOf(ctx, hash, findMember)).id,
    scope: deps.scopes(ctx.tenant, ctx.actor),
  }))
  await requireGoodPassword(scope, memberId, input.password)
  const passwordHash = await hashPassword(input.password)
  return atDoor(deps, linkOf(input.token, input.ip), async (ctx, hash) => {
    const member = await memberOf(ctx, hash, lockForSignIn)
    if (!(await deleteResetLink(ctx, member.id))) throw new AppError('reset_over')
    await endSessions(ctx, { memberId: member.id }, 'password_changed')
    await upsertPassword(ctx, member.id, passwordHash, null, true)
    await recordEvent(actingAs(ctx, member, ''), {
      action: 'member.password_changed',
      companyId: member.companyId,
      subject: { kind: 'member', id: member.id },
    })
    return { login: opened.login }
  })
}
