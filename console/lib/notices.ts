import { useTranslation } from 'react-i18next'
import type { NewSignIn, NoticeContent } from '@muster/contract'
import { placeName } from './connectionTexts.ts'
import { formatInstant, formatPercent } from './days.ts'
import { useLocale } from './locale.ts'

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
      case 'storage_filling': {
        const { kind, step, company } = notice.data
        const words = { percent: formatPercent(step, locale), company: company.name }
        const title = t(`notices.filling.${step === 100 ? 'full' : 'title'}.${kind}`, words)
        return { title, text: t('notices.filling.text', words), advice: null }
      }
      case 'webhook_gone': {
        const { name, company } = notice.data
        return {
          title: t('notices.webhookGone.title'),
          text: t('notices.webhookGone.text', { name, company: company.name }),
          advice: t('notices.webhookGone.advice'),
        }
      }
    }
  }
}

function useSignInTexts(): (data: NewSignIn) => NoticeTexts {
  const { t } = useTranslation()
  const locale = useLocale()
  return ({ browser, os, ip, place, newDevice, newCountry }) => {
    const what = newDevice && newCountry ? 'both' : newCountry ? 'country' : 'device'
    const environment = browser && os ? t('connections.on', { browser, os }) : (browser ?? os ?? t('connections.unknownBrowser'))
    const where = place.kind === 'country' ? placeName(place, locale) : t(`connections.${place.kind}`)
    return {
      title: t(`notices.newSignIn.${what}`),
      text: `${environment} · ${where} (${ip ?? t('common.noIp')})`,
      advice: t('notices.newSignIn.advice'),
    }
  }
}
