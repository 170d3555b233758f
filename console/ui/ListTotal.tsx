import { useTranslation } from 'react-i18next'
import classes from './ListPage.module.css'

/** How many a list has in all, told as it changes; `text` undefined: the exact number is on its way, for which the list does not wait. */
export function ListTotal({ text }: { text: string | undefined }) {
  const { t } = useTranslation()
  return (
    <span className={classes.total} role="status">
      {text ?? t('list.counting')}
    </span>
  )
}
