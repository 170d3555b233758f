import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { formatInstant } from '../../lib/days.ts'
import { FileState } from '../../lib/FileState.tsx'
import { filesQuery } from '../../lib/files.ts'
import { useLocale } from '../../lib/locale.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { Card } from '../../ui/Card.tsx'
import classes from './OwnFiles.module.css'

/** DS-8: the lists that one has asked for as files, which nobody else opens. Who never did is shown nothing. */
export function OwnFiles({ zone }: { zone: string }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const query = useQuery(filesQuery())
  if (query.data?.items.length === 0) return null
  return (
    <Card id="own-files" title={t('files.title')}>
      <p className={classes.lead}>{t('files.lead')}</p>
      {query.isPending && <Skeleton height={96} role="status" aria-label={t('common.loading')} />}
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <ul className={classes.list}>
          {query.data.items.map((file) => (
            <li key={file.id} className={classes.file}>
              <div className={classes.name}>{file.name}</div>
              <div className={classes.time}>
                {t(`files.list.${file.list}`)} · {formatInstant(file.askedAt, zone, locale)}
                {file.state === 'done' && ` · ${t('files.until', { until: formatInstant(file.expiresAt, zone, locale) })}`}
              </div>
              <FileState file={file} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
