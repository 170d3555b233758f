import { recordEvent } from '#modules/audit'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { insertAffiliations, insertMembers, insertTeams, type NewAffiliation, type NewMember } from './members.queries.ts'

export type Registration = Omit<NewMember, 'id' | 'activatesAt' | 'personalEmail'> & { personalEmail?: string; activatesAt?: Date }

/**
 * Registers members; one that cannot be registered leaves none registered (MB-19).
 * @returns their IDs, in order
 * @throws id_taken when an ID of the company is in use, or reserved until purge (MB-15)
 */
export async function registerMembers(ctx: Ctx, registrations: Registration[]): Promise<string[]> {
  const members = registrations.map((r) => ({
    ...r,
    id: newId(ctx.now),
    personalEmail: r.personalEmail ?? null,
    activatesAt: r.activatesAt ?? null,
  }))
  await orIdTaken(insertMembers(ctx, members))
  for (const m of members) {
    await recordEvent(ctx, {
      action: 'member.registered',
      companyId: m.companyId,
      subject: { kind: 'member', id: m.id },
      after: { login: m.login, name: m.name, registeredBy: m.registeredBy },
    })
  }
  return members.map((m) => m.id)
}

/** A write of members whose unique key is their ID. @throws id_taken where the database refuses a second of the same */
export async function orIdTaken(write: Promise<void>): Promise<void> {
  const uniqueViolation = '23505'
  await write.catch((err: unknown) => {
    throw (err as { code?: string }).code === uniqueViolation ? new AppError('id_taken') : err
  })
}

/** Creates a team. @returns its id */
export async function createTeam(
  ctx: Ctx,
  team: { companyId: string; parentId: string | null; name: string; position: number },
): Promise<string> {
  const id = newId(ctx.now)
  await insertTeams(ctx, [{ id, ...team }])
  await recordEvent(ctx, {
    action: 'team.created',
    companyId: team.companyId,
    subject: { kind: 'team', id },
    after: { name: team.name, parentId: team.parentId },
  })
  return id
}

/** Puts members into teams (MB-3). The database holds that exactly one affiliation in a company is primary. */
export async function affiliate(ctx: Ctx, affiliations: NewAffiliation[]): Promise<void> {
  await insertAffiliations(ctx, affiliations)
  for (const a of affiliations) {
    await recordEvent(ctx, {
      action: 'member.affiliated',
      companyId: a.companyId,
      subject: { kind: 'member', id: a.memberId },
      after: { teamId: a.teamId, isPrimary: a.isPrimary, isLeader: a.isLeader },
    })
  }
}
