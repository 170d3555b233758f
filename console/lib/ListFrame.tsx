import type { ReactNode } from 'react'
import type { UseQueryResult } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ListSkeleton } from '../ui/ListSkeleton.tsx'
import { Notice } from '../ui/Notice.tsx'
import { ProblemPanel } from './ProblemPanel.tsx'
import classes from '../ui/ListPage.module.css'

type FrameProps<List> = {
  query: Pick<UseQueryResult<List>, 'data' | 'error' | 'isError' | 'isPending' | 'isPlaceholderData' | 'refetch'>
  /** Above the list, whatever becomes of it. */
  filters: ReactNode
  /** How many there are, and what can be done with them all. */
  renderBar: (list: List) => ReactNode
  /** The rows, or what stands in their place. */
  children: (list: List) => ReactNode
}

/** A list's card: filters, what there is, and the list itself on its way, there, out of date or failed. A role without names gets no bar (P-2). */
export function ListFrame<List extends { namesHidden: boolean }>({ query, filters, renderBar, children }: FrameProps<List>) {
  const { t } = useTranslation()
  const list = query.data
  const again = () => void query.refetch()
  return (
    <div className={classes.card}>
      {filters}
      {list && !list.namesHidden && <div className={classes.bar}>{renderBar(list)}</div>}
      {query.isError && list && <Notice text={t('list.stale')} action={t('common.retry')} onAction={again} />}
      {query.isPending && <ListSkeleton />}
      {query.isError && !list && <ProblemPanel error={query.error} onRetry={again} />}
      {list && (
        <div data-busy={query.isPlaceholderData || undefined} className={classes.body} aria-busy={query.isPlaceholderData}>
          {children(list)}
        </div>
      )}
    </div>
  )
}
