import type { Environment } from './environment.ts'
import { ClientError, signedOutError } from './errors.ts'
import { newPendingSignIn, type OpenId, type PendingSignIn, type SignInHints, type Tokens } from './openid.ts'
import { slot, type Turn } from './storage.ts'

/** A signed-in member of this app. `id` stays the same while tokens are refreshed. */
export type Session = Tokens & { id: string; sub: string }

export type Sessions = {
  start(redirectUri: string, hints: SignInHints): Promise<string>
  finish(callback: string): Promise<Session>
  current(): Promise<Session | undefined>
  /** The session with an access token that is not about to expire. */
  valid(): Promise<Session>
  /** The same session with another access token than `session` has. */
  renew(session: Session): Promise<Session>
  /** Forgets this session (not one that has replaced it); `told` when the app asked for it itself and needs no word. */
  end(session: Session, told?: boolean): Promise<void>
}

const keptPending = 5

function parseSession(value: unknown): Session | undefined {
  // What is read back was written below; anything else counts as signed out.
  const { id, sub, accessToken, refreshToken, renewAt } = value as Partial<Session>
  if (!id || !sub || !accessToken || typeof renewAt !== 'number') throw new Error('not a session')
  return { id, sub, accessToken, refreshToken, renewAt }
}

function parsePending(value: unknown): PendingSignIn[] {
  if (!Array.isArray(value)) throw new Error('not a list')
  return value as PendingSignIn[]
}

/**
 * The tokens of this app: one refresh at a time (also across tabs), rotated tokens stored before they are used.
 * `onSignedOut` is told once for every session that ends otherwise than by the app itself.
 */
export function createSessions(env: Environment, openId: OpenId, turn: Turn, prefix: string, onSignedOut: () => void): Sessions {
  const stored = slot<Session | undefined>(env.storage, (work) => work(), `${prefix} session`, parseSession, undefined)
  const pending = slot<PendingSignIn[]>(env.storage, (work) => work(), `${prefix} pending`, parsePending, [])
  const ended = new Set<string>()

  /** Only inside a turn. */
  async function forget(session: Session, told: boolean): Promise<void> {
    await stored.update((now) => (now?.id === session.id ? undefined : now))
    if (ended.has(session.id)) return
    ended.add(session.id)
    if (!told) onSignedOut()
  }

  function renew(session: Session): Promise<Session> {
    return turn(async () => {
      const now = await stored.read()
      // Another caller or tab refreshed meanwhile, or the member signed out, or someone else signed in.
      if (now?.id !== session.id) {
        await forget(session, false)
        throw signedOutError()
      }
      if (now.accessToken !== session.accessToken) return now
      const tokens = now.refreshToken ? await openId.refresh(now.refreshToken) : undefined
      if (!tokens) {
        await forget(session, false)
        throw signedOutError()
      }
      const renewed = { ...now, ...tokens }
      await stored.update(() => renewed)
      return renewed
    })
  }

  return {
    async start(redirectUri, hints) {
      const mine = newPendingSignIn(redirectUri)
      const address = await openId.address(mine, hints)
      await turn(() => pending.update((others) => [...others, mine].slice(-keptPending)))
      return address
    },

    async finish(callback) {
      const url = new URL(callback)
      const state = url.searchParams.get('state')
      const mine = (await pending.read()).find((one) => one.state === state)
      if (!mine) throw new ClientError('sign_in_failed', 'This sign-in was not started here, or was finished before.')
      // A callback counts once, whatever comes of it.
      await turn(() => pending.update((all) => all.filter((one) => one.state !== state)))
      const { sub, ...tokens } = await openId.redeem(mine, url)
      const session: Session = { id: mine.state, sub, ...tokens }
      const before = await turn(async () => {
        const replaced = await stored.read()
        if (replaced) ended.add(replaced.id)
        await stored.update(() => session)
        return replaced
      })
      // Best effort: the session that this one replaces would stay in the member's list of connections.
      if (before?.refreshToken) await openId.revoke(before.refreshToken).catch(() => undefined)
      return session
    },

    current: () => stored.read(),

    async valid() {
      const session = await stored.read()
      if (!session) throw signedOutError()
      return session.renewAt > env.clock.now().getTime() ? session : await renew(session)
    },

    renew,
    end: (session, told = false) => turn(() => forget(session, told)),
  }
}
