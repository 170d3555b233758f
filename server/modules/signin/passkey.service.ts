import { randomBytes } from 'node:crypto'
import {
  mostPasskeys,
  type Passkey,
  type PasskeyAnswer,
  type PasskeyCreation,
  type PasskeyMade,
  type PasskeyRequest,
} from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { getCompany } from '#modules/company'
import { findMember, lockForSignIn, type Member } from '#modules/members'
import type { Db } from '../../platform/db.ts'
import type { Ctx, Scope } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { Seal } from '../../platform/seal.ts'
import { hashSecret, newId } from '../../platform/ids.ts'
import { actingAs } from './acting.service.ts'
import { artifactHash, putLocator } from './artifact.queries.ts'
import { queueAccountMail, type CredentialDeps } from './credential.service.ts'
import { challengeOf, creationOf, questionOf, relyingPartyOf, verifyAnswer, verifyMade, type Answered } from './passkey.adapter.ts'
import {
  countUse,
  deletePasskey,
  findOrPutHandle,
  insertPasskey,
  renamePasskey,
  selectPasskeys,
  useChallenge,
  type StoredPasskey,
} from './passkey.queries.ts'
import {
  challengeSeconds,
  firstName,
  mayHavePasskeys,
  mayAnswer,
  removalBlockedBy,
  type Challenge,
  type ChallengePurpose,
} from './passkey.rules.ts'
import { findPolicy } from './policy.queries.ts'
import { countRecoveryCodes } from './twoStep.queries.ts'
import type { SecondProof } from './twoStep.rules.ts'
import { findTwoStepFacts, newRecoveryCodes } from './twoStep.service.ts'

export type PasskeyDeps = CredentialDeps & { db: Db; seal: Seal }

/** Where a passkey is asked for: what is answered counts for that alone, and only there (a sign-in under way, or a session). */
export type Asking = { scope: Scope; memberId: string; purpose: ChallengePurpose; askedIn: string }
type Question = Omit<Asking, 'memberId'>

const neverEnds = new Date('9999-12-31T00:00:00Z')

/**
 * A challenge: what it is for and until when, sealed, so that nothing is kept before it is answered. Every page that signs in asks by passkey;
 * few are answered so.
 */
export function newChallenge({ seal }: Pick<PasskeyDeps, 'seal'>, { scope, purpose, askedIn }: Question): Buffer {
  return seal.close(JSON.stringify({ purpose, askedIn, until: scope.now.getTime() + challengeSeconds * 1_000 } satisfies Challenge))
}

/** Until when a challenge may be answered; undefined: it is none of ours, was made for something else, or it is too late. */
function readChallenge({ seal }: Pick<PasskeyDeps, 'seal'>, asking: Question, challenge: string): Date | undefined {
  const bytes = Buffer.from(challenge, 'base64url')
  const text = bytes.length > 28 ? seal.open(bytes) : undefined
  if (text === undefined) return undefined
  // Sealed by newChallenge(); under the same key stand seeds of authenticator apps, which are no such thing.
  const made = JSON.parse(text.startsWith('{') ? text : '{}') as Partial<Challenge>
  return mayAnswer(made, asking, asking.scope.now) ? new Date(made.until) : undefined
}

/** The challenge of an answer, used up by this; undefined: it is none of ours, or of somewhere else, or was answered before. */
async function takeAnswered(
  deps: Pick<PasskeyDeps, 'db' | 'seal'>,
  asking: Question,
  answer: PasskeyAnswer | PasskeyMade,
): Promise<string | undefined> {
  const challenge = challengeOf(answer)
  const until = challenge === undefined ? undefined : readChallenge(deps, asking, challenge)
  return challenge !== undefined && until && (await useChallenge(deps.db, hashSecret(`challenge:${challenge}`), until))
    ? challenge
    : undefined
}

/** What is wrong with an answer is for the operator's log (a wrong public address is seen there), not for whoever sent it. */
async function verified<T>(scope: Scope, work: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await work()
  } catch (err) {
    scope.log.info({ err: err instanceof Error ? err.message : 'unknown' }, 'a passkey was refused')
    return undefined
  }
}

/** MB-8: what the browser is to ask of the authenticator, to add a passkey. @throws two_step_policy, too_many_passkeys */
export async function offerPasskey(deps: PasskeyDeps, asking: Asking): Promise<PasskeyCreation> {
  const { scope, memberId } = asking
  const about = await scope.transaction(async (ctx) => {
    const { member, alone } = await requireMayHave(ctx, await findMember(ctx, memberId))
    const company = await getCompany(ctx, member.companyId)
    const passkeys = await selectPasskeys(ctx, memberId)
    if (passkeys.length >= mostPasskeys) throw new AppError('too_many_passkeys')
    const handle = await findOrPutHandle(ctx, memberId, randomBytes(32))
    await putLocator(ctx, handleHash(handle.toString('base64url')), neverEnds)
    return { handle, id: `${member.login}@${company.domain}`, name: member.name, passkeys, alone }
  })
  return creationOf(relyingPartyOf(deps.url), newChallenge(deps, asking), about)
}

/** What the door knows a member by whose authenticator presents itself. */
export const handleHash = (handle: string) => artifactHash('PasskeyUser', handle)

async function requireMayHave(ctx: Ctx, member: Member | undefined): Promise<{ member: Member; alone: boolean }> {
  if (!member) throw new AppError('not_signed_in')
  const { twoStep, passkeyAlone: alone } = await findPolicy(ctx, member.companyId)
  if (!mayHavePasskeys({ policy: twoStep, alone })) throw new AppError('two_step_policy')
  return { member, alone }
}

/** P-4: at the door nobody is the actor yet. */
const byOwner = (ctx: Ctx, member: Member) => (ctx.actor.kind === 'member' ? ctx : actingAs(ctx, member, ''))

export type Addition = {
  made: PasskeyMade
  name?: string | undefined
  /** Of the browser that it was made in, after which it is called until its owner names it. */
  environment: { browser: string | null; os: string | null }
  /** At the door: only as the member's first second step. Who has one already proves it instead. */
  asFirst?: true
}
export type Added = { id: string; codes: string[] | null }

/**
 * MB-8: adds a passkey that was asked for with {@link offerPasskey}. @returns also recovery codes where there were none, to be shown this
 * once; undefined: refused
 * @throws two_step_policy, too_many_passkeys
 */
export async function addPasskey(deps: PasskeyDeps, asking: Asking, addition: Addition): Promise<Added | undefined> {
  const { scope, memberId } = asking
  const challenge = await takeAnswered(deps, asking, addition.made)
  const made =
    challenge === undefined ? undefined : await verified(scope, () => verifyMade(relyingPartyOf(deps.url), addition.made, challenge))
  if (!made) return undefined
  return scope.transaction(async (ctx) => {
    const { member } = await requireMayHave(ctx, await lockForSignIn(ctx, memberId))
    const facts = await findTwoStepFacts(ctx, member)
    if (addition.asFirst && facts.enrolled) return undefined
    if ((await selectPasskeys(ctx, memberId)).length >= mostPasskeys) throw new AppError('too_many_passkeys')
    const [id, name] = [newId(ctx.now), addition.name ?? firstName(addition.environment)]
    const transports = addition.made.response.transports ?? []
    if (!(await insertPasskey(ctx, { ...made, id, memberId, name, transports }))) return undefined
    await recordEvent(byOwner(ctx, member), {
      action: 'member.passkey_added',
      companyId: member.companyId,
      subject: { kind: 'member', id: memberId },
      after: { name },
    })
    if (member.personalEmail) await queueAccountMail(ctx, deps, member, { kind: 'passkeyAdded', link: `${deps.url}/account` })
    return { id, codes: (await countRecoveryCodes(ctx, memberId)) > 0 ? null : await newRecoveryCodes(ctx, memberId) }
  })
}

/** MB-8: what the browser is to ask of the authenticator, to prove that a member is there; null: they have no passkey. */
export async function askPasskey(deps: PasskeyDeps, asking: Asking): Promise<PasskeyRequest | null> {
  const { scope, memberId } = asking
  const passkeys = await scope.transaction((ctx) => selectPasskeys(ctx, memberId))
  if (passkeys.length === 0) return null
  return questionOf(relyingPartyOf(deps.url), newChallenge(deps, asking), passkeys)
}

/** MB-8: takes the answer to {@link askPasskey}. @returns the proof; undefined: refused, whatever the reason */
export async function provePasskey(deps: PasskeyDeps, asking: Asking, answer: PasskeyAnswer): Promise<SecondProof | undefined> {
  return (await takeAnswer(deps, asking, answer))?.proof
}

export type Taken = { proof: SecondProof; userVerified: boolean }

/** The same, telling also whether the authenticator was unlocked by its owner. */
export async function takeAnswer(deps: PasskeyDeps, asking: Asking, answer: PasskeyAnswer): Promise<Taken | undefined> {
  const { scope, memberId } = asking
  const challenge = await takeAnswered(deps, asking, answer)
  const passkey = await scope.transaction((ctx) => findOwn(ctx, memberId, answer.id))
  if (challenge === undefined || !passkey) return undefined
  const answered = await verified(scope, () => verifyAnswer(relyingPartyOf(deps.url), answer, passkey, challenge))
  if (!answered || !(await scope.transaction((ctx) => noteUse(ctx, memberId, passkey, answered)))) return undefined
  return { proof: { by: 'passkey', at: scope.now, passkeyId: passkey.id }, userVerified: answered.userVerified }
}

async function findOwn(ctx: Ctx, memberId: string, credentialId: string): Promise<StoredPasskey | undefined> {
  const wanted = Buffer.from(credentialId, 'base64url')
  return (await selectPasskeys(ctx, memberId)).find((p) => p.credentialId.equals(wanted))
}

/** Notes a use. A counter that does not rise is a copy's: refused, and on record. */
async function noteUse(ctx: Ctx, memberId: string, passkey: StoredPasskey, use: Answered): Promise<boolean> {
  const member = await lockForSignIn(ctx, memberId)
  if (!member || !(await findOwn(ctx, memberId, passkey.credentialId.toString('base64url')))) return false
  if (await countUse(ctx, passkey.id, use)) return true
  await recordEvent(byOwner(ctx, member), {
    action: 'member.passkey_refused',
    companyId: member.companyId,
    subject: { kind: 'member', id: memberId },
    before: { name: passkey.name },
  })
  return false
}

/** MB-8: a member's passkeys as they see them, and whether they may add one. */
export async function listPasskeys(ctx: Ctx, member: Pick<Member, 'id' | 'companyId'>): Promise<{ may: boolean; passkeys: Passkey[] }> {
  const { twoStep, passkeyAlone: alone } = await findPolicy(ctx, member.companyId)
  const passkeys = (await selectPasskeys(ctx, member.id)).map((p) => ({
    id: p.id,
    name: p.name,
    createdAt: p.createdAt.toISOString(),
    lastUsedAt: p.lastUsedAt?.toISOString() ?? null,
    synced: p.backedUp,
  }))
  return { may: mayHavePasskeys({ policy: twoStep, alone }), passkeys }
}

/** MB-8: names one's own passkey. @throws not_found */
export async function renameOwnPasskey(ctx: Ctx, memberId: string, passkeyId: string, name: string): Promise<void> {
  const member = await findMember(ctx, memberId)
  const before = await renamePasskey(ctx, memberId, passkeyId, name)
  if (!member || before === undefined) throw new AppError('not_found')
  if (before === name) return
  await recordEvent(ctx, {
    action: 'member.passkey_renamed',
    companyId: member.companyId,
    subject: { kind: 'member', id: memberId },
    before: { name: before },
    after: { name },
  })
}

/** MB-8: removes one's own passkey. Nobody is signed out; a sign-in under way that was proved by it ends. @throws not_found, last_second_step */
export async function removeOwnPasskey(ctx: Ctx, deps: CredentialDeps, memberId: string, passkeyId: string): Promise<void> {
  const member = await lockForSignIn(ctx, memberId)
  const passkeys = await selectPasskeys(ctx, memberId)
  const passkey = passkeys.find((p) => p.id === passkeyId)
  if (!member || !passkey) throw new AppError('not_found')
  const facts = await findTwoStepFacts(ctx, member)
  const blocked = removalBlockedBy(facts, passkeys.length - 1 + facts.codes)
  if (blocked) throw new AppError(blocked)
  await deletePasskey(ctx, passkeyId)
  await recordEvent(ctx, {
    action: 'member.passkey_removed',
    companyId: member.companyId,
    subject: { kind: 'member', id: memberId },
    before: { name: passkey.name },
  })
  if (member.personalEmail) await queueAccountMail(ctx, deps, member, { kind: 'passkeyRemoved', link: `${deps.url}/account` })
}
