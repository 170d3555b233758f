import { Skeleton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { sections } from '@muster/contract'
import { Card } from '../../ui/Card.tsx'
import classes from './ActiveUsersSkeleton.module.css'

/** The page's own geometry while its numbers are on the way. */
export function ActiveUsersSkeleton() {
  const { t } = useTranslation()
  return (
    <div className={classes.sections} role="status" aria-label={t('common.loading')}>
      {sections.map((section) => (
        <Card
          key={section}
          id={`loading-${section}`}
          title={t(`activeUsers.${section}.title`)}
          tools={<Skeleton height={36} width={320} maw="100%" />}
        >
          <div className={classes.figure}>
            <Skeleton height={14} width={180} />
            <Skeleton height={40} width={140} my={12} />
            <Skeleton height={12} width={240} maw="100%" />
          </div>
          <Skeleton height={304} mt={24} />
        </Card>
      ))}
    </div>
  )
}
