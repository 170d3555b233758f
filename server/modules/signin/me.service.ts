import { getCompany, listAdministrations, opensDevices, opensInstallation, zoneAt, type Administration } from '#modules/company'
import { findMember } from '#modules/members'
import type { Me } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'

/** What is set up at this installation. */
export type Equipment = Pick<Me, 'sms' | 'line'> & {
  /** Whether mails of a company leave. */
  hasMail(ctx: Ctx, companyId: string): Promise<boolean>
}

/** Who is signed in, and the companies they administer with what the plan opens there (P-1). */
export async function getMe(ctx: Ctx, memberId: string, set: Equipment): Promise<Me> {
  const member = await findMember(ctx, memberId)
  if (!member) throw new AppError('not_signed_in')
  const own = await getCompany(ctx, member.companyId)
  const administrations = await listAdministrations(ctx, memberId)
  return {
    member: { id: member.id, name: member.name, login: `${member.login}@${own.domain}`, locale: member.locale },
    companies: administrations.map((a) => present(a, ctx.now)),
    mail: await set.hasMail(ctx, member.companyId),
    sms: set.sms,
    line: set.line,
    now: ctx.now.toISOString(),
  }
}

function present({ company, grant, permissions }: Administration, now: Date): Me['companies'][number] {
  return {
    id: company.id,
    name: company.name,
    domain: company.domain,
    zone: zoneAt(company.zones, now),
    plan: company.plan,
    role: grant.role,
    permissions,
    teamId: grant.team,
    seesNames: grant.names,
    pages: {
      activeUsers: { open: true },
      installation: { open: opensInstallation(company.plan) },
      devices: { open: opensDevices(company.plan) },
    },
  }
}
