import { useTranslation } from 'react-i18next'
import type { Notice } from '@muster/contract'
import { api } from './api.ts'
import { placeName } from './connectionTexts.ts'
import { useLocale } from './locale.ts'

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

/** RE-2: a service notification in the reader's language. */
export function useNoticeTexts({ data }: Pick<Notice, 'kind' | 'data'>): { title: string; text: string; advice: string } {
  const { t } = useTranslation()
  const locale = useLocale()
  const { browser, os, ip, place, newDevice, newCountry } = data
  const what = newDevice && newCountry ? 'both' : newCountry ? 'country' : 'device'
  const environment =
    browser && os ? t('member.connections.on', { browser, os }) : (browser ?? os ?? t('member.connections.unknownBrowser'))
  const where = place.kind === 'country' ? placeName(place, locale) : t(`member.connections.${place.kind}`)
  return {
    title: t(`notices.newSignIn.${what}`),
    text: `${environment} · ${where} (${ip ?? t('member.connections.noIp')})`,
    advice: t('notices.newSignIn.advice'),
  }
}
