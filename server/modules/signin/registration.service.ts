import { recordEvent } from '#modules/audit'
import { findRegistrationPolicy, getCompany } from '#modules/company'
import { registerMembers, type Registration } from '#modules/members'
import type { Locale, PasswordOption, PasswordPolicy, RegistrationInput } from '@muster/contract'
import type { Ctx, Scope } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { hashPassword } from '../../platform/hashing.ts'
import { isWidelyKnown } from '../../platform/knownPasswords.ts'
import { invite, newPassword, queueAccountMail, type CredentialDeps } from './credential.service.ts'
import { upsertPassword } from './password.queries.ts'
import { findPolicy } from './policy.queries.ts'
import { passwordProblem } from './policy.rules.ts'

export type Registered = { id: string; name: string; login: string; password: string | null }
type Secret = { password: string; hash: string } | null

/** Hashes what will be needed, outside of any transaction: a password made, the one given, or none. @throws password_refused */
async function secretOf(input: Pick<RegistrationInput, 'passwordOption' | 'password' | 'login'>, policy: PasswordPolicy): Promise<Secret> {
  if (input.passwordOption === 'link') return null
  if (input.passwordOption === 'automatic') return newPassword()
  const password = input.password ?? ''
  const problem = passwordProblem(policy, password, [input.login], isWidelyKnown)
  if (problem) throw new AppError('password_refused', { problem })
  return { password, hash: await hashPassword(password) }
}

function toRegistration(companyId: string, locale: Locale, r: RegistrationInput): Registration {
  const { aliases: _, personalEmail: __, ...profile } = { aliases: [], personalEmail: null, ...r.profile }
  return {
    companyId,
    login: r.login,
    name: r.name,
    locale: r.locale ?? locale,
    personalEmail: r.personalEmail ?? null,
    registeredBy: r.passwordOption,
    activatesAt: r.activatesAt ? new Date(r.activatesAt) : null,
    ...(r.profile ? { profile } : {}),
    ...(r.teamId ? { team: { teamId: r.teamId, positionId: r.positionId ?? null, isLeader: r.isLeader } } : {}),
  }
}

/**
 * MB-19: registers members of a company, all of them or none, with their passwords, invitations and mails in the same transaction.
 * A password that was made is answered this once, unless it was mailed.
 * @throws id_taken, link_not_allowed, password_refused, input_invalid
 */
export async function register(scope: Scope, deps: CredentialDeps, companyId: string, inputs: RegistrationInput[]): Promise<Registered[]> {
  const policy = (await scope.transaction((ctx) => findPolicy(ctx, companyId))).password
  const secrets = await Promise.all(inputs.map((input) => secretOf(input, policy)))
  return scope.transaction(async (ctx) => {
    await requireLinkAllowed(
      ctx,
      companyId,
      inputs.map((i) => i.passwordOption),
    )
    const company = await getCompany(ctx, companyId)
    const ids = await registerMembers(
      ctx,
      inputs.map((input) => toRegistration(companyId, company.locale, input)),
    )
    const registered: Registered[] = []
    for (const [i, input] of inputs.entries()) {
      const id = ids[i] ?? ''
      const member = { ...toRegistration(companyId, company.locale, input), id, personalEmail: input.personalEmail ?? null }
      const password = await giveWayIn(ctx, deps, member, input, secrets[i] ?? null)
      registered.push({ id, name: input.name, login: `${input.login}@${company.domain}`, password })
    }
    return registered
  })
}

/** Gives a new member the password or the link. @returns the password to show this once, or null */
async function giveWayIn(
  ctx: Ctx,
  deps: CredentialDeps,
  member: Parameters<typeof invite>[2],
  input: RegistrationInput,
  secret: Secret,
): Promise<string | null> {
  if (!secret) {
    await invite(ctx, deps, member)
    return null
  }
  // MB-4: a password that an administrator knows is changed by the member at the first sign-in.
  await upsertPassword(ctx, member.id, secret.hash, 'given')
  await recordEvent(ctx, { action: 'member.password_set', companyId: member.companyId, subject: { kind: 'member', id: member.id } })
  if (input.mailPassword)
    await queueAccountMail(ctx, deps, member, { kind: 'firstPassword', link: `${deps.url}/`, secret: secret.password })
  return input.mailPassword || input.passwordOption === 'admin' ? null : secret.password
}

/** MB-19: creation links only where the company's settings allow them. @throws link_not_allowed */
export async function requireLinkAllowed(ctx: Ctx, companyId: string, options: readonly PasswordOption[]): Promise<void> {
  const policy = await findRegistrationPolicy(ctx, companyId)
  if (options.includes('link') && !policy?.allowCreationLink) throw new AppError('link_not_allowed')
}
