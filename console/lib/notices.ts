import { useTranslation } from 'react-i18next'
import type { NewSignIn, NoticeContent } from '@muster/contract'
import { api } from './api.ts'
import { placeName } from './connectionTexts.ts'
import { formatInstant } from './days.ts'
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

type NoticeTexts = { title: string; text: string; advice: string | null }

/** RE-2: service notifications in the reader's language, and on their clock. */
export function useNoticeTexts(zone: string): (notice: NoticeContent) => NoticeTexts {
  const { t } = useTranslation()
  const locale = useLocale()
  const signIn = useSignInTexts()
  return (notice) => {
    switch (notice.kind) {
      case 'new_sign_in':
        return signIn(notice.data)
      case 'update_available': {
        const { app, model, running, newest } = notice.data
        return {
          title: t(`notices.update.title.${app}`),
          text: t('notices.update.text', { model, running, newest }),
          advice: t('notices.update.advice'),
        }
      }
      case 'export_done': {
        const { list, rows, expiresAt } = notice.data
        const until = formatInstant(expiresAt, zone, locale)
        const words = { list: t(`files.list.${list}`), count: rows, rows: rows.toLocaleString(locale), until }
        return { title: t('notices.exportDone'), text: t('notices.exportDoneText', words), advice: null }
      }
      case 'export_failed': {
        const { list, problem } = notice.data
        return { title: t('notices.exportFailed'), text: t(`files.list.${list}`), advice: t(`files.problem.${problem}`) }
      }
    }
  }
}

function useSignInTexts(): (data: NewSignIn) => NoticeTexts {
  const { t } = useTranslation()
  const locale = useLocale()
  return ({ browser, os, ip, place, newDevice, newCountry }) => {
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
}
