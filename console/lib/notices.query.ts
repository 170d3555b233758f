import { api } from './api.ts'

const newestNotices = 20

/**
 * The newest service notifications and how many are unread. Asked again every minute and when the reader comes back to the page: a stream would
 * hold one of the few connections that a browser has to a server, for each open tab, for news that a minute does no harm to.
 */
export const noticesQuery = () => ({
  ...api.notices.list.queryOptions({ input: { limit: String(newestNotices) } }),
  refetchInterval: 60_000,
  refetchOnWindowFocus: 'always' as const,
})
