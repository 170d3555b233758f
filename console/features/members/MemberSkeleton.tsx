import { Skeleton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/Card.tsx'
import classes from './MemberPage.module.css'

/** The page's own geometry while the member is on the way. */
export function MemberSkeleton() {
  const { t } = useTranslation()
  return (
    <div className={classes.columns} role="status" aria-label={t('common.loading')}>
      {(['profile', 'teams'] as const).map((part) => (
        <Card key={part} id={`loading-${part}`} title={t(`member.${part}.title`)}>
          {Array.from({ length: 7 }, (_, row) => (
            <Skeleton key={row} height={16} my={14} width={`${92 - ((row * 17) % 40)}%`} />
          ))}
        </Card>
      ))}
    </div>
  )
}
