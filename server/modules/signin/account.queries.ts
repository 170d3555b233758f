import type { TwoStepPolicy } from '@muster/contract'
import type { StateFacts } from '#modules/members'
import { ask, type Db } from '../../platform/db.ts'
import { defaultSignInPolicy } from './policy.rules.ts'

/** What the functions of the door say of a member's state. */
export type StateRow = {
  created_at: Date
  first_signed_in_at: Date | null
  suspended_at: Date | null
  deleted_at: Date | null
  activates_at: Date | null
  app_blocked_at: Date | null
}

export const stateFactsOf = (r: StateRow): StateFacts => ({
  createdAt: r.created_at,
  firstSignedInAt: r.first_signed_in_at,
  suspendedAt: r.suspended_at,
  deletedAt: r.deleted_at,
  activatesAt: r.activates_at,
  appBlockedAt: r.app_blocked_at,
})

export type DoorAccount = StateFacts & {
  companyId: string
  /** The whole ID, `login@domain`. */
  id: string
  name: string
  locale: string
  /** SX-2: the revision of the network rules that bind the member in the app asked for; null: none do. */
  network: number | null
}

type Row = StateRow & { company_id: string; login: string; domain: string | null; name: string; locale: string; network: number | null }

/** Door: whom a sign-in or a token is of, in one statement. `client`: the app whose network rules are asked for; null: none. */
export async function findDoorAccount(
  db: Db,
  { tenant, memberId }: { tenant: string; memberId: string },
  client: string | null,
): Promise<DoorAccount | undefined> {
  const [r] = await ask<Row>(db, 'select * from signin.find_account($1, $2, $3)', [tenant, memberId, client])
  if (!r) return undefined
  const { company_id: companyId, name, locale, network } = r
  return { ...stateFactsOf(r), companyId, id: `${r.login}@${r.domain ?? ''}`, name, locale, network }
}

/** What a sign-in of a member stands on. */
export type Standing = {
  companyId: string
  policy: TwoStepPolicy
  switchedOn: boolean
  resetAt: Date | null
  /** How many ways there are to prove the second step by a code. */
  codes: number
  passkeyIds: string[]
  /** MB-8: whether any second step is set up. */
  enrolled: boolean
  passwordSetAt: Date | null
  /** SX-2: as of {@link DoorAccount}. */
  network: number | null
}

type StandingRow = {
  company_id: string
  policy: TwoStepPolicy | null
  switched_on: boolean | null
  reset_at: Date | null
  codes: number
  passkeys: string[]
  password_set_at: Date | null
  network: number | null
}

/** MB-8, SX-2: what a sign-in stands on, in one statement: at the door, or with the member locked. `client`: as of {@link findDoorAccount}. */
export async function findStanding(
  db: Db,
  { tenant, memberId }: { tenant: string; memberId: string },
  client: string | null,
): Promise<Standing | undefined> {
  const [r] = await ask<StandingRow>(db, 'select * from signin.find_standing($1, $2, $3)', [tenant, memberId, client])
  return (
    r && {
      companyId: r.company_id,
      policy: r.policy ?? defaultSignInPolicy.twoStep,
      switchedOn: r.switched_on ?? false,
      resetAt: r.reset_at,
      codes: r.codes,
      passkeyIds: r.passkeys,
      enrolled: r.codes + r.passkeys.length > 0,
      passwordSetAt: r.password_set_at,
      network: r.network,
    }
  )
}
