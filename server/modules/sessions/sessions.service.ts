import { connectionDays, type EndReason } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { countByDay, countFrom, selectAddresses, type From, type SignInDays } from './count.queries.ts'
import { endConnections, endSsos, endSsosMadeBy, endSsosOn, notifyEnded, type Which } from './end.queries.ts'
import {
  countSince,
  deleteOld,
  findLastEnd,
  findSecondStep,
  insertConnection,
  insertSignIn,
  lockConnection,
  selectConnection,
  selectConnections,
  selectProof,
  setDevice,
  setProved,
  type Asked,
  type ConnectionRow,
  type Found,
  type NewConnection,
  type SignIn,
  type Sso,
} from './sessions.queries.ts'

/**
 * Registers a connection. The caller holds the member's lock and has checked the state (`members.lockForSignIn`), so that a
 * suspension cannot race past it.
 */
export async function createConnection(ctx: Ctx, connection: NewConnection): Promise<void> {
  await insertConnection(ctx, connection)
}

/**
 * SX-2: the one function that ends access. Ends what `which` names, in the caller's transaction, and tells every node with the
 * commit. Ending everything of a member, on a device, or what was made by one method, ends the browsers' single sign-on too; ending one connection
 * leaves the others alone.
 * @returns the connections that ended now
 */
export async function endSessions(ctx: Ctx, which: Which, why: EndReason): Promise<string[]> {
  if ('deviceId' in which) await endSsosOn(ctx, which)
  else if ('method' in which) await endSsosMadeBy(ctx, which)
  else if ('memberId' in which && !('appId' in which) && !('apps' in which && which.apps)) await endSsos(ctx, which)
  if ('ssoId' in which && !which.clientId) await endSsos(ctx, { ssoId: which.ssoId })
  const ended = await endConnections(ctx, which, why)
  await notifyEnded(ctx)
  return ended
}

/** SX-2: what members may do has changed in this tenant: every node asks again, from the caller's commit on. */
export async function announceAccessChange(ctx: Ctx): Promise<void> {
  await notifyEnded(ctx)
}

/**
 * Registers a sign-in to an app, in one statement: the browser's single sign-on, at the first sign-in there, and how it was made; the
 * connection; and an earlier connection of the app in the same browser ends as replaced. One of a device that was let in by its code is its own:
 * not of the browser, and it replaces none. The caller holds the member's lock and has checked the state.
 * @returns how single sign-on was made last; undefined, and nothing is registered: it has ended, or is another member's
 */
export async function openConnection(ctx: Ctx, signIn: SignIn): Promise<Sso | undefined> {
  const opened = await insertSignIn(ctx, signIn)
  // Most replace none, and then nobody needs to be told.
  if (opened && opened.replaced > 0) await notifyEnded(ctx)
  return opened
}

/**
 * Binds a connection to the device it runs on, once. @returns whether that was now, and when the connection began
 * @throws not_signed_in when it ended meanwhile, device_bound when it belongs to another device
 */
export async function bindDevice(ctx: Ctx, connectionId: string, deviceId: string): Promise<{ isFirst: boolean; startedAt: Date }> {
  const connection = await lockConnection(ctx, connectionId)
  if (!connection || connection.ended) throw new AppError('not_signed_in')
  if (connection.deviceId && connection.deviceId !== deviceId) throw new AppError('device_bound')
  const { startedAt } = connection
  if (connection.deviceId) return { isFirst: false, startedAt }
  await setDevice(ctx, connectionId, deviceId)
  return { isFirst: true, startedAt }
}

/** Whether this app's newest connection in this browser has ended: then it may not come back without the member signing in. */
export async function wasLoggedOut(ctx: Ctx, ssoId: string, clientId: string): Promise<boolean> {
  return (await findLastEnd(ctx, ssoId, clientId)) !== null
}

/** MB-8: whether a second step was proved in this browser's single sign-on, after `since` where that is given. */
export async function hasSecondStep(ctx: Ctx, ssoId: string, since: Date | null): Promise<boolean> {
  return findSecondStep(ctx, ssoId, since)
}

const shownSince = (ctx: Ctx) => new Date(ctx.now.getTime() - connectionDays * 86_400_000)

/** MB-11: a page of a member's connections, the newest first, without those that ended more than 90 days ago. */
export async function listConnections(ctx: Ctx, asked: Asked): Promise<ConnectionRow[]> {
  return selectConnections(ctx, asked, shownSince(ctx))
}

/** MB-11: how many connections {@link listConnections} goes through. */
export async function countConnections(ctx: Ctx, asked: Pick<Asked, 'memberId' | 'kind'>): Promise<number> {
  return countSince(ctx, asked, shownSince(ctx))
}

/**
 * MB-2: how many connections of a member in a company began on each of the days that begin at `starts`, in order. Exact for days that began no
 * longer than 90 days before today: no connection of theirs has been dropped.
 */
export async function countSignIns(ctx: Ctx, of: { memberId: string; companyId: string }, starts: readonly Date[]): Promise<SignInDays> {
  return countByDay(ctx, of, starts)
}

/** Whose a connection is, by what it was made, and on which device; undefined when there is no such connection. */
export async function findConnection(ctx: Ctx, connectionId: string): Promise<Found | undefined> {
  return selectConnection(ctx, connectionId)
}

/** MB-8: when a member last proved who they are in a connection that has not ended; null: not in it. */
export async function findProof(ctx: Ctx, connectionId: string): Promise<Date | null> {
  return selectProof(ctx, connectionId)
}

/** MB-8: the member has proved again who they are in this connection. @throws not_signed_in when it ended meanwhile */
export async function markProved(ctx: Ctx, connectionId: string): Promise<void> {
  if (!(await setProved(ctx, connectionId))) throw new AppError('not_signed_in')
}

/** From which addresses members of a company connected since then, each once; null: from one that is not known. */
export async function listAddresses(ctx: Ctx, companyId: string, since: Date): Promise<(string | null)[]> {
  return selectAddresses(ctx, companyId, since)
}

/** How many members of a company connected since then, and how many of them from addresses that network rules would refuse. */
export async function countConnectedFrom(ctx: Ctx, from: From): Promise<{ connected: number; refused: number }> {
  return countFrom(ctx, from)
}

/** A company's 90 days last longer than 90 × 24 hours where DST ends or its time zone changes: by two days at most (T-3). */
const longerByDays = 2

/** MB-2, MB-11: drops connections that ended before the 90 days that are shown of them and counted day by day. */
export async function purgeConnections(ctx: Ctx): Promise<void> {
  await deleteOld(ctx, new Date(shownSince(ctx).getTime() - longerByDays * 86_400_000))
}
