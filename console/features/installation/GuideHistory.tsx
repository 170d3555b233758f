import { IconMailOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { guideHistory, guideStates } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { ListSkeleton } from '../../ui/ListSkeleton.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { GuideItem } from './GuideItem.tsx'
import { GuideRecipients } from './GuideRecipients.tsx'
import type { PageProps } from './InstallationPage.tsx'
import page from '../../ui/ListPage.module.css'
import classes from './GuideHistory.module.css'

const everyMs = 2_000

/** IS-5: the last 20 sends; while one is under way its numbers follow by themselves. */
export function GuideHistory({ company, search, onSearch }: PageProps) {
  const { t } = useTranslation()
  const query = useQuery({
    ...api.guides.list.queryOptions({ input: { company: company.id } }),
    refetchInterval: ({ state }) => (state.data?.items.some(({ endedAt }) => endedAt === null) ? everyMs : false),
  })
  const items = query.data?.items ?? []
  const shown = company.seesNames ? items.find(({ id }) => id === search.send) : undefined
  const state = guideStates.find((one) => one === search.state)
  return (
    <div className={page.card}>
      {query.isError && query.data && <Notice text={t('list.stale')} action={t('common.retry')} onAction={() => void query.refetch()} />}
      {query.isPending && <ListSkeleton />}
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && (
        <StatePanel flat icon={<IconMailOff size={24} stroke={1.75} />} title={t('installation.history.empty')}>
          <p>{t('installation.history.emptyText')}</p>
        </StatePanel>
      )}
      {items.length > 0 && (
        <>
          <ul className={classes.list} aria-label={t('installation.tab.sends')}>
            {items.map((guide) => (
              <GuideItem key={guide.id} company={company} guide={guide} onShow={() => onSearch({ view: 'sends', send: guide.id })} />
            ))}
          </ul>
          <p className={classes.foot}>{t('installation.history.kept', { count: guideHistory })}</p>
        </>
      )}
      {shown && (
        <GuideRecipients
          company={company}
          guide={shown}
          state={state ?? ''}
          onState={(next) => onSearch({ view: 'sends', send: shown.id, ...(next && { state: next }) }, true)}
          onClose={() => onSearch({ view: 'sends' })}
        />
      )}
    </div>
  )
}
