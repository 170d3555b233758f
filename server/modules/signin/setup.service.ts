import { appointAdministrator, createCompany, createTenant, useSetup } from '#modules/company'
import { registerMembers } from '#modules/members'
import type { Locale } from '@muster/contract'
import type { Scope } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { hashSecret } from '../../platform/ids.ts'
import { hashPassword } from '../../platform/hashing.ts'
import { setPasswords } from './password.service.ts'

export type Setup = {
  token: string
  companyName: string
  domain: string
  zone: string
  locale: Locale
  name: string
  login: string
  password: string
}

/**
 * Creates the first tenant, its company and its Super Admin with the one-time link; all of it or nothing.
 * @param scope of the new tenant's id
 * @throws setup_done when the link was used, is too old, or there is a company already
 */
export async function setUp(scope: Scope, input: Setup): Promise<{ login: string }> {
  const hash = await hashPassword(input.password)
  return scope.transaction(async (ctx) => {
    if (!(await useSetup(ctx, hashSecret(input.token)))) throw new AppError('setup_done')
    await createTenant(ctx, input.companyName)
    const companyId = await createCompany(ctx, {
      name: input.companyName,
      domain: input.domain,
      zone: input.zone,
      locale: input.locale,
      plan: { core: 'standard_plus', drive: true, approval: true },
    })
    const [memberId = ''] = await registerMembers(ctx, [
      { companyId, login: input.login, name: input.name, locale: input.locale, registeredBy: 'admin' },
    ])
    await setPasswords(ctx, [{ id: memberId, companyId }], hash)
    await appointAdministrator(ctx, { companyId, memberId, role: 'super_admin' })
    return { login: `${input.login}@${input.domain}` }
  })
}
