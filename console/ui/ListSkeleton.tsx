import { Skeleton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './ListPage.module.css'

const rows = Array.from({ length: 10 }, (_, row) => row)

/** A list's own geometry while it is on the way. */
export function ListSkeleton() {
  const { t } = useTranslation()
  return (
    <div className={classes.skeleton} role="status" aria-label={t('common.loading')}>
      {rows.map((row) => (
        <Skeleton key={row} height={28} />
      ))}
    </div>
  )
}
