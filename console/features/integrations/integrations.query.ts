import { infiniteQueryOptions } from '@tanstack/react-query'
import type { DeliveryState, Webhook } from '@muster/contract'
import { api } from '../../lib/api.ts'

/** As it stands in the URL: which endpoint is open, and which of its deliveries are shown. */
export type IntegrationsSearch = { webhook?: string; state?: DeliveryState }

/** How an endpoint fares, in one word. */
export type Health = 'delivering' | 'failing' | 'paused' | 'idle'

export function healthOf({ pausedAt, failingSince, lastDeliveredAt }: Webhook): Health {
  if (pausedAt) return 'paused'
  if (failingSince) return 'failing'
  return lastDeliveredAt ? 'delivering' : 'idle'
}

/** While something is under way it is looked at again. */
const pollMs = 2_000

/** The endpoints; one that waits or has just been tried is looked at again by itself. */
export function webhooksQuery(company: string) {
  return {
    ...api.webhooks.list.queryOptions({ input: { company } }),
    refetchInterval: ({ state }: { state: { data?: { items: readonly Webhook[] } | undefined } }) =>
      state.data?.items.some(({ waiting, pausedAt }) => waiting > 0 && !pausedAt) ? pollMs : false,
  } as const
}

/** What was sent to an endpoint and what waits, newest first, page after page. */
export function deliveriesQuery(input: { company: string; webhook: string; state: DeliveryState | undefined }, moving: boolean) {
  const { state, ...of } = input
  return infiniteQueryOptions({
    ...api.webhooks.deliveries.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...of, ...(state && { state }), ...(cursor && { cursor }) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
      placeholderData: (before) => before,
    }),
    refetchInterval: moving ? pollMs : false,
  })
}
