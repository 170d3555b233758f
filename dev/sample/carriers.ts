import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { DeviceApp } from '../../contract/index.ts'
import type { Ctx } from '../../server/platform/context.ts'

export type Carrier = { login: string; app: DeviceApp }

/** What one member after another carries: most a phone, some a PC beside it, few Drive. */
const equipment: readonly (readonly DeviceApp[])[] = [
  ['mobile', 'pc'],
  ['mobile'],
  ['mobile', 'drive_mobile'],
  ['mobile', 'pc', 'drive_explorer'],
]

/**
 * Who of the sample company carries the devices of the live fleet: kept in the folder, so that they are the same whatever becomes of them.
 * People of whom nothing else is told: who joined later, have signed in and get no mail of it.
 */
export async function keptCarriers(folder: string, find: () => Promise<string[]>): Promise<Carrier[]> {
  const file = path.join(folder, 'carriers.json')
  const kept = await readFile(file, 'utf8').catch(() => undefined)
  if (kept !== undefined) return JSON.parse(kept) as Carrier[]
  const carriers = (await find()).flatMap((login, i) => (equipment[i % equipment.length] ?? []).map((app) => ({ login, app })))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(file, JSON.stringify(carriers))
  return carriers
}

/** Logins of such people, so many. */
export async function findCarriers(ctx: Ctx, companyId: string, most: number): Promise<string[]> {
  const people = ctx.db.selectFrom('members.member').where('tenant_id', '=', ctx.tenant).where('company_id', '=', companyId)
  const found = await people
    .select('login')
    .where(
      'created_at',
      '>',
      people.select((e) => e.fn.min('created_at').as('founded')),
    )
    .where('first_signed_in_at', 'is not', null)
    .where('suspended_at', 'is', null)
    .where('deleted_at', 'is', null)
    .where('app_blocked_at', 'is', null)
    .where('personal_email', 'is', null)
    .orderBy('member_id')
    .limit(most)
    .execute()
  return found.map(({ login }) => login)
}
