import type { AdministratorRole, Locale } from '@muster/contract'

/** P-1, P-2: only the Super Admin changes what the company has bought. */
export function mayChangePlan(role: AdministratorRole): boolean {
  return role === 'super_admin'
}

/** RE-2: the languages a company offers have its own among them. */
export function languagesOk(own: Locale, offered: readonly Locale[]): boolean {
  return offered.includes(own)
}
