import { sql } from 'kysely'
import type { Profile, ProfileChange } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

const of = (ctx: Ctx, memberId: string) => ({ tenant_id: ctx.tenant, member_id: memberId })

/** A member's profile with the alias addresses; undefined when there is none. */
export async function findProfile(ctx: Ctx, memberId: string): Promise<Profile | undefined> {
  const r = await ctx.db
    .selectFrom('members.member as m')
    .select([
      'm.name',
      'm.phonetic',
      'm.names',
      'm.nickname',
      'm.employee_number',
      'm.personal_email',
      'm.phones',
      'm.workplace',
      'm.duty',
      'm.birthday',
      'm.hired_on',
      'm.locale',
      'm.zone',
      'm.custom',
      'm.level_id',
      'm.user_type_id',
    ])
    .select((e) =>
      e
        .selectFrom('members.alias as a')
        .select(sql<string[] | null>`array_agg(a.alias order by a.alias)`.as('aliases'))
        .whereRef('a.tenant_id', '=', 'm.tenant_id')
        .whereRef('a.member_id', '=', 'm.member_id')
        .as('aliases'),
    )
    .where('m.tenant_id', '=', ctx.tenant)
    .where('m.member_id', '=', memberId)
    .executeTakeFirst()
  if (!r) return undefined
  return {
    name: r.name,
    phonetic: r.phonetic,
    names: r.names as Profile['names'],
    nickname: r.nickname,
    employeeNumber: r.employee_number,
    personalEmail: r.personal_email,
    aliases: r.aliases ?? [],
    phones: r.phones as Profile['phones'],
    workplace: r.workplace,
    duty: r.duty,
    birthday: r.birthday,
    hiredOn: r.hired_on,
    locale: r.locale as Profile['locale'],
    zone: r.zone,
    custom: r.custom as Profile['custom'],
    levelId: r.level_id,
    userTypeId: r.user_type_id,
  }
}

const columnOf = {
  name: 'name',
  phonetic: 'phonetic',
  nickname: 'nickname',
  employeeNumber: 'employee_number',
  personalEmail: 'personal_email',
  workplace: 'workplace',
  duty: 'duty',
  birthday: 'birthday',
  hiredOn: 'hired_on',
  locale: 'locale',
  zone: 'zone',
  levelId: 'level_id',
  userTypeId: 'user_type_id',
} as const
const jsonColumns = ['names', 'phones', 'custom'] as const

/** Writes the given fields (alias addresses apart) and raises the revision. @returns the new revision */
export async function updateProfile(ctx: Ctx, memberId: string, change: ProfileChange): Promise<number> {
  const values: Record<string, unknown> = { revision: sql`revision + 1` }
  for (const [field, column] of Object.entries(columnOf)) {
    const value = change[field as keyof typeof columnOf]
    if (value !== undefined) values[column] = value
  }
  for (const column of jsonColumns) if (change[column] !== undefined) values[column] = JSON.stringify(change[column])
  const row = await ctx.db
    .updateTable('members.member')
    .set(values)
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .returning('revision')
    .executeTakeFirstOrThrow()
  return row.revision
}

/** One writer of IDs and alias addresses in a company at a time, until the transaction ends: neither may become the other's. */
export async function lockAddresses(ctx: Ctx, companyId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('addresses ' || ${companyId}::text, 0))`.execute(ctx.db)
}

/** Those of the names that are an ID or alias address of another member of the company. */
export async function findTakenAddresses(ctx: Ctx, companyId: string, names: string[], memberId: string | null): Promise<string[]> {
  if (names.length === 0) return []
  const { rows } = await sql<{ taken: string }>`
    select m.login as taken from members.member m
    where m.tenant_id = ${ctx.tenant} and m.company_id = ${companyId} and m.login = any (${names}) and m.member_id is distinct from ${memberId}
    union
    select a.alias from members.alias a
    where a.tenant_id = ${ctx.tenant} and a.company_id = ${companyId} and a.alias = any (${names}) and a.member_id is distinct from ${memberId}`.execute(
    ctx.db,
  )
  return rows.map((r) => r.taken)
}

/** Those of the names that are in use in the company, as an ID or an alias address, also by a deleted member until purge. */
export async function findTakenLogins(ctx: Ctx, companyId: string, logins: string[]): Promise<Set<string>> {
  return new Set(await findTakenAddresses(ctx, companyId, logins, null))
}

export async function replaceAliases(ctx: Ctx, companyId: string, memberId: string, aliases: string[]): Promise<void> {
  await ctx.db.deleteFrom('members.alias').where('tenant_id', '=', ctx.tenant).where('member_id', '=', memberId).execute()
  if (aliases.length > 0)
    await ctx.db
      .insertInto('members.alias')
      .values(aliases.map((alias) => ({ ...of(ctx, memberId), company_id: companyId, alias })))
      .execute()
}

/** The fields a company defines for its members' profiles, in order. */
export async function selectCustomFields(ctx: Ctx, companyId: string): Promise<{ id: string; name: string }[]> {
  const rows = await ctx.db
    .selectFrom('members.custom_field')
    .select(['field_id', 'name'])
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .orderBy('rank')
    .orderBy('field_id')
    .execute()
  return rows.map((r) => ({ id: r.field_id, name: r.name }))
}

/**
 * The first of some values' fields that the company does not have; undefined: it has them all. Held until the transaction ends: who
 * deletes one of them waits, and then sees the value.
 */
export async function findUnknownField(ctx: Ctx, companyId: string, custom: Profile['custom'] = {}): Promise<string | undefined> {
  const given = Object.keys(custom)
  if (given.length === 0) return undefined
  const rows = await ctx.db
    .selectFrom('members.custom_field')
    .select('field_id')
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .where('field_id', 'in', given)
    .orderBy('field_id')
    .forKeyShare()
    .execute()
  const known = new Set(rows.map((r) => r.field_id))
  return given.find((id) => !known.has(id))
}

export type Photo = { type: 'image/png' | 'image/jpeg' | 'image/webp'; bytes: Buffer }

export async function findPhoto(ctx: Ctx, memberId: string): Promise<Photo | undefined> {
  const row = await ctx.db
    .selectFrom('members.photo')
    .select(['type', 'bytes'])
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return row && { type: row.type as Photo['type'], bytes: row.bytes }
}

export async function upsertPhoto(ctx: Ctx, memberId: string, photo: Photo): Promise<void> {
  const values = { type: photo.type, bytes: photo.bytes, changed_at: ctx.now }
  await ctx.db
    .insertInto('members.photo')
    .values({ ...of(ctx, memberId), ...values })
    .onConflict((c) => c.columns(['tenant_id', 'member_id']).doUpdateSet(values))
    .execute()
}

/** @returns whether there was one */
export async function deletePhoto(ctx: Ctx, memberId: string): Promise<boolean> {
  const result = await ctx.db
    .deleteFrom('members.photo')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}
