import type { PasskeyAnswer, PasskeyRequest, Surface } from '@muster/contract'
import { findMember, isPermitted, maySignIn, mayUseSurface, permittedSurfaces, type Member } from '#modules/members'
import { doorTenant } from '../../platform/db.ts'
import { systemActor, type Ctx, type Scopes } from '../../platform/context.ts'
import { hashSecret } from '../../platform/ids.ts'
import { locate } from './artifact.queries.ts'
import { questionOf, relyingPartyOf } from './passkey.adapter.ts'
import { findByHandle } from './passkey.queries.ts'
import { handleHash, newChallenge, takeAnswer, type PasskeyDeps } from './passkey.service.ts'
import { countAttempts, settleAttempt } from './password.queries.ts'
import { throttle } from './password.rules.ts'
import { findPolicy } from './policy.queries.ts'
import type { SecondProof } from './twoStep.rules.ts'

/** MB-8: whether a passkey alone signs members of a company in. */
export async function mayEnterAlone(ctx: Ctx, companyId: string): Promise<boolean> {
  return (await findPolicy(ctx, companyId)).passkeyAlone
}

type At = { uid: string; ip: string | null }
type AloneDeps = PasskeyDeps & { scopes: Scopes }
const doorOf = ({ scopes }: AloneDeps, ip: string | null) => scopes(doorTenant, { ...systemActor('signin'), ip })

/** MB-8: what the browser is to ask of any authenticator, when nobody is known yet. The same whoever is there (SX-4). */
export async function askAnyPasskey(deps: AloneDeps, { uid, ip }: At): Promise<PasskeyRequest> {
  return questionOf(relyingPartyOf(deps.url), newChallenge(deps, { scope: doorOf(deps, ip), purpose: 'sign_in', askedIn: uid }), 'any')
}

export type AloneResult =
  | { ok: true; tenant: string; memberId: string; proof: SecondProof }
  /** `refused`: one answer for an unknown passkey, one that was not unlocked by its owner, a company that does not allow it, and who may not sign in. */
  | { ok: false; reason: 'refused' | 'throttled' | 'app_blocked' | 'not_permitted' }

/**
 * MB-8, SX-4: signs in by a passkey alone, which says itself whose it is. Counts as both steps only when the authenticator was unlocked by its
 * owner. Attempts are counted per passkey owner and address before anyone is looked up.
 */
export async function checkPasskeyAlone(
  deps: AloneDeps,
  input: At & { answer: PasskeyAnswer; surface: Surface; clientId: string },
): Promise<AloneResult> {
  const door = doorOf(deps, input.ip)
  const handle = input.answer.response.userHandle ?? ''
  const [owner, address] = [hashSecret(`passkey:${handle}`), hashSecret(`address:${input.ip ?? 'none'}`)]
  const limits = [
    { key: owner, most: throttle.perAccount },
    { key: address, most: throttle.perAddress },
  ]
  const tries = await countAttempts({ db: deps.db, now: door.now }, limits, throttle.windowMinutes)
  if (limits.some(({ most }, i) => (tries[i] ?? 0) > most)) return { ok: false, reason: 'throttled' }

  const tenant = await locate(deps.db, handleHash(handle))
  const scope = deps.scopes(tenant ?? doorTenant, door.actor)
  const found = await scope.transaction((ctx) => findOwner(ctx, handle))
  if (!found?.alone || !maySignIn(found.member, scope.now)) return { ok: false, reason: 'refused' }
  const asking = { scope, memberId: found.member.id, purpose: 'sign_in', askedIn: input.uid } as const
  const taken = await takeAnswer(deps, asking, input.answer)
  if (!taken?.userVerified) return { ok: false, reason: 'refused' }
  if (!mayUseSurface(found.member, input.surface)) return { ok: false, reason: 'app_blocked' }
  if (!isPermitted(found.allowed, input.surface, input.clientId)) return { ok: false, reason: 'not_permitted' }
  await settleAttempt(deps.db, { account: owner, address })
  return { ok: true, tenant: scope.tenant, memberId: found.member.id, proof: taken.proof }
}

type Owner = { member: Member; alone: boolean; allowed: Surface[] }

async function findOwner(ctx: Ctx, handle: string): Promise<Owner | undefined> {
  const memberId = await findByHandle(ctx, Buffer.from(handle, 'base64url'))
  const member = memberId === undefined ? undefined : await findMember(ctx, memberId)
  if (!member) return undefined
  return { member, alone: await mayEnterAlone(ctx, member.companyId), allowed: await permittedSurfaces(ctx, member) }
}
