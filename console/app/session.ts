import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { notifications } from '@mantine/notifications'
import { problemOf } from '../lib/problem.ts'
import { serverPaths } from '../paths.ts'

const attemptKey = 'muster-sign-in-at'
const loopMs = 10_000

/** The browser is on its way to another page of the server: what still arrives here matters no more. */
let leaving = false

/** An answer of 401 leads to signing in, and back to this very place; but not twice within seconds, which would be a loop. */
export function signInAgain(): boolean {
  const last = Number(sessionStorage.getItem(attemptKey) ?? 0)
  if (leaving || Date.now() - last < loopMs) return leaving
  signInNow()
  return true
}

export function signInNow(): void {
  sessionStorage.setItem(attemptKey, String(Date.now()))
  leaving = true
  location.assign(serverPaths.signIn(location.pathname + location.search))
}

export function signedInAgain(): void {
  sessionStorage.removeItem(attemptKey)
}

export const isSignedOut = (error: unknown) => problemOf(error).code === 'not_signed_in'

function watchSession(error: unknown): void {
  if (isSignedOut(error)) signInAgain()
}

/** Only what may pass by itself is asked again, once. */
const retries = (failures: number, error: unknown) => failures < 1 && ['unreachable', 'unavailable'].includes(problemOf(error).code)

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: watchSession }),
  mutationCache: new MutationCache({ onError: watchSession }),
  defaultOptions: { queries: { retry: retries, retryDelay: 600, staleTime: 10_000 }, mutations: { retry: false } },
})

/** Until the browser has left: nothing more is shown. */
export const untilGone = () => new Promise<never>(() => {})

export function signOutDone(): void {
  leaving = true
  notifications.clean()
  location.assign(serverPaths.signedOut)
}
