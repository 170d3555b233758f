import { randomInt } from 'node:crypto'
import { recordEvent } from '#modules/audit'
import { getCompany } from '#modules/company'
import { lockForAction, renewPending, type Member } from '#modules/members'
import type { Outbox } from '#modules/notifications'
import { endSessions } from '#modules/sessions'
import type { Ctx, Scope } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { newSecret } from '../../platform/ids.ts'
import { hashPassword } from '../../platform/hashing.ts'
import { artifactHash, putLocator } from './artifact.queries.ts'
import { makePassword } from './firstPassword.rules.ts'
import { findInvitation, upsertInvitation } from './invitation.queries.ts'
import { invitationDays, mayInviteAgain } from './invitation.rules.ts'
import { accountMail, type AccountMail } from './mail.service.ts'
import { addedTexts, type Added } from './mail.texts.ts'
import { askForChange, upsertPassword } from './password.queries.ts'
import { requireGoodPassword } from './password.service.ts'

export type CredentialDeps = { outbox: Outbox; url: string }
type Recipient = Pick<Member, 'id' | 'companyId' | 'login' | 'name' | 'locale' | 'personalEmail'>

/** Promises a mail about an account to the member's personal address. @throws no_personal_email */
export async function queueAccountMail(
  ctx: Ctx,
  { outbox }: CredentialDeps,
  member: Recipient,
  mail: Pick<AccountMail, 'kind' | 'link' | 'secret' | 'until' | 'what' | 'facts'> & { besideOthers?: boolean },
): Promise<void> {
  if (!member.personalEmail) throw new AppError('no_personal_email')
  const company = await getCompany(ctx, member.companyId)
  const id = `${member.login}@${company.domain}`
  await outbox.queue(ctx, {
    companyId: member.companyId,
    memberId: member.id,
    kind: mail.kind,
    besideOthers: mail.besideOthers ?? false,
    to: { name: member.name, address: member.personalEmail },
    ...accountMail({ ...mail, locale: member.locale, name: member.name, id, company: company.name }),
  })
}

/** MB-17, MB-19: makes a creation link and promises the mail with it; older links of the member die. Only its hash is kept. */
export async function invite(ctx: Ctx, deps: CredentialDeps, member: Recipient): Promise<{ sentAt: Date; expiresAt: Date }> {
  if (!member.personalEmail) throw new AppError('no_personal_email')
  const token = newSecret()
  const hash = artifactHash('Invitation', token)
  const expiresAt = new Date(ctx.now.getTime() + invitationDays * 86_400_000)
  await putLocator(ctx, hash, expiresAt)
  await upsertInvitation(ctx, { memberId: member.id, hash, address: member.personalEmail, expiresAt })
  const until = new Intl.DateTimeFormat(member.locale, { dateStyle: 'long' }).format(expiresAt)
  await queueAccountMail(ctx, deps, member, { kind: 'invitation', link: `${deps.url}/invitation/${token}`, until })
  return { sentAt: ctx.now, expiresAt }
}

/**
 * MB-17: sends the creation link again: only to pending members registered with one, with a personal e-mail, once a minute.
 * @throws not_by_link, not_pending, member_state, no_personal_email, sent_recently
 */
export async function resendInvitation(
  ctx: Ctx,
  deps: CredentialDeps,
  companyId: string,
  memberId: string,
): Promise<{ sentAt: Date; expiresAt: Date }> {
  const member = await lockForAction(ctx, 'resend_invitation', companyId, memberId)
  if (!mayInviteAgain(await findInvitation(ctx, { memberId }), ctx.now)) throw new AppError('sent_recently')
  await renewPending(ctx, member)
  const sent = await invite(ctx, deps, member)
  await recordEvent(ctx, { action: 'member.invited', companyId, subject: { kind: 'member', id: memberId } })
  return sent
}

/** A password made for a member, with its hash; outside of any transaction. */
export async function newPassword(): Promise<{ password: string; hash: string }> {
  const password = makePassword(randomInt)
  return { password, hash: await hashPassword(password) }
}

/**
 * MB-18: gives a member a new password, shown once or mailed; sessions end, and the member chooses another at the next sign-in.
 * @returns the password, this once; null when it was mailed
 * @throws by_link, member_state, own_account, not_allowed_on_superior, no_personal_email
 */
export async function resetPassword(
  scope: Scope,
  deps: CredentialDeps,
  input: { companyId: string; memberId: string; deliver: 'show' | 'mail' },
): Promise<string | null> {
  const { password, hash } = await newPassword()
  const { companyId, memberId, deliver } = input
  await scope.transaction(async (ctx) => {
    const member = await lockForAction(ctx, 'reset_password', companyId, memberId)
    await endSessions(ctx, { memberId }, 'password_changed')
    await upsertPassword(ctx, memberId, hash, 'given', deliver === 'mail')
    await renewPending(ctx, member)
    if (deliver === 'mail') await queueAccountMail(ctx, deps, member, { kind: 'resetPassword', link: `${deps.url}/`, secret: password })
    await recordEvent(ctx, {
      action: 'member.password_reset',
      companyId,
      subject: { kind: 'member', id: memberId },
      after: { delivered: deliver === 'mail' ? 'mailed' : 'shown' },
    })
  })
  return deliver === 'mail' ? null : password
}

/**
 * MB-4: an administrator sets a member's password; sessions end, the member chooses another at the next sign-in, and a mail says that it
 * was changed, where there is an address. @returns whether a mail was promised
 * @throws password_refused, member_state, own_account, not_allowed_on_superior
 */
export async function changePassword(
  scope: Scope,
  deps: CredentialDeps,
  input: { companyId: string; memberId: string; password: string },
): Promise<boolean> {
  const { companyId, memberId, password } = input
  // Known to be allowed before anything is hashed.
  await scope.transaction((ctx) => lockForAction(ctx, 'change_password', companyId, memberId))
  await requireGoodPassword(scope, memberId, password)
  const hash = await hashPassword(password)
  return scope.transaction(async (ctx) => {
    const member = await lockForAction(ctx, 'change_password', companyId, memberId)
    await endSessions(ctx, { memberId }, 'password_changed')
    await upsertPassword(ctx, memberId, hash, 'given')
    await renewPending(ctx, member)
    await recordEvent(ctx, { action: 'member.password_set', companyId, subject: { kind: 'member', id: memberId } })
    return tell(ctx, deps, member, 'passwordChanged')
  })
}

/**
 * MB-4: asks a member to choose another password: forced at the next sign-in, and asked for by mail where there is an address.
 * @returns whether a mail was promised @throws member_state (also without a password), own_account, not_allowed_on_superior
 */
export async function requestPasswordChange(
  ctx: Ctx,
  deps: CredentialDeps,
  { companyId, memberId }: { companyId: string; memberId: string },
): Promise<boolean> {
  const member = await lockForAction(ctx, 'request_password_change', companyId, memberId)
  if (!(await askForChange(ctx, memberId))) throw new AppError('member_state')
  await recordEvent(ctx, { action: 'member.password_change_requested', companyId, subject: { kind: 'member', id: memberId } })
  return tell(ctx, deps, member, 'passwordChangeRequested')
}

/** MB-5, MB-8: tells a member, where there is an address, that a second step or a way to sign in was added to their account. */
export async function tellOfAdded(ctx: Ctx, deps: CredentialDeps, member: Recipient, added: Added): Promise<void> {
  if (!member.personalEmail) return
  const kind = added === 'app' || added === 'sms' ? 'secondStepAdded' : 'signInWayAdded'
  const what = addedTexts[member.locale][added]
  await queueAccountMail(ctx, deps, member, { kind, link: `${deps.url}/account`, what, besideOthers: true })
}

async function tell(
  ctx: Ctx,
  deps: CredentialDeps,
  member: Recipient,
  kind: 'passwordChanged' | 'passwordChangeRequested',
): Promise<boolean> {
  if (!member.personalEmail) return false
  await queueAccountMail(ctx, deps, member, { kind, link: `${deps.url}/` })
  return true
}
