import { useTranslation } from 'react-i18next'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'

/** What a change of permissions has done: saved, and how many sessions it ended. */
export function useEnded(): (name: string, count: number) => string {
  const { t } = useTranslation()
  const locale = useLocale()
  return (name, count) =>
    count > 0 ? t('permissions.savedEnded', { name, count, figure: formatCount(count, locale) }) : t('permissions.saved', { name })
}
