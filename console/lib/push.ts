import { queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'

const worker = '/push.js'
/** Whose notifications this browser shows while no page is open; the server knows it by connection, and a browser has one after the other. */
const ownerKey = 'muster-push'

/** `unable`: this browser has no such thing, or not on this page; `denied`: it was told not to show any of this page. */
export type PushState = 'unable' | 'denied' | 'off' | 'on'

/** The browser’s own side failed: it was asked and said no, or its push service could not be reached. */
export class PushError extends Error {
  readonly reason: 'denied' | 'unreachable'
  constructor(reason: 'denied' | 'unreachable', cause?: unknown) {
    super(reason, { cause })
    this.reason = reason
  }
}

const isAble = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window

async function findSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration(worker)
  return (await registration?.pushManager.getSubscription()) ?? null
}

/** Whether this browser shows service notifications while no page is open: what it says itself, and what the server knows. */
export const pushQuery = queryOptions({
  queryKey: ['push', 'own'],
  queryFn: async (): Promise<{ key: string; state: PushState }> => {
    const { key, allowed } = await api.notices.push.call()
    if (!isAble()) return { key, state: 'unable' }
    if (Notification.permission === 'denied') return { key, state: 'denied' }
    return { key, state: allowed && (await findSubscription()) ? 'on' : 'off' }
  },
})

/** Asks the browser, then tells the server where it takes messages. @throws PushError, or what the server says */
export async function allowPush(memberId: string, key: string): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted') throw new PushError('denied')
  await navigator.serviceWorker.register(worker)
  const { pushManager } = await navigator.serviceWorker.ready
  await tellServer(await subscribe(pushManager, key))
  localStorage.setItem(ownerKey, memberId)
}

async function subscribe(pushManager: PushManager, key: string): Promise<PushSubscription> {
  const wanted = { userVisibleOnly: true, applicationServerKey: key }
  try {
    // One that was made for another key, or by who was signed in before, stands in the way.
    await (await pushManager.getSubscription())?.unsubscribe()
    return await pushManager.subscribe(wanted)
  } catch (error) {
    throw new PushError('unreachable', error)
  }
}

async function tellServer(subscription: PushSubscription): Promise<void> {
  const { endpoint = '', keys: { p256dh = '', auth = '' } = {} } = subscription.toJSON()
  await api.notices.allowPush.call({ endpoint, keys: { p256dh, auth } })
}

/** No more of it in this browser. */
export async function stopPush(): Promise<void> {
  await api.notices.stopPush.call()
  await forgetPush()
}

/** The browser takes no messages any more, whoever sends them. */
export async function forgetPush(): Promise<void> {
  localStorage.removeItem(ownerKey)
  if (isAble()) await (await findSubscription())?.unsubscribe()
}

/**
 * After signing in: a member who allowed it here goes on under the new connection; where it was another, their notifications are none of this
 * one's business.
 */
export async function keepPush(memberId: string): Promise<void> {
  if (localStorage.getItem(ownerKey) !== memberId) return forgetPush()
  const subscription = isAble() ? await findSubscription() : null
  if (!subscription) return
  const { allowed } = await api.notices.push.call()
  if (!allowed) await tellServer(subscription)
}
