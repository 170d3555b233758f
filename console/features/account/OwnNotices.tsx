import { useRef } from 'react'
import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { NoticeList } from '../../lib/NoticeList.tsx'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { PushSwitch } from '../../lib/PushSwitch.tsx'
import { useAct } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import classes from './AccountPage.module.css'

const shownAtOnce = '5'

/** One's service notifications of the last 180 days, page by page. */
export function OwnNotices({ zone }: { zone: string }) {
  const { t } = useTranslation()
  const query = useInfiniteQuery(
    api.notices.list.infiniteOptions({
      input: (cursor: string | null) => ({ limit: shownAtOnce, ...(cursor === null ? {} : { cursor }) }),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next,
    }),
  )
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  const all = useAct({ act: (upTo: string) => api.notices.readAll.call({ upTo }) })
  const [newest] = items
  const lead = useRef<HTMLParagraphElement>(null)
  const readAll = (upTo: string) => {
    lead.current?.focus()
    all.send(upTo)
  }
  const unread = query.data?.pages[0]?.unread ?? 0
  return (
    <Card
      id="own-notices"
      title={t('notices.title')}
      tools={
        newest &&
        unread > 0 && (
          <Button variant="default" size="xs" loading={all.pending} onClick={() => readAll(newest.id)}>
            {t('notices.readAll')}
          </Button>
        )
      }
    >
      <p ref={lead} tabIndex={-1} className={classes.note}>
        {t('notices.lead')}
      </p>
      <div className={classes.choice}>
        <PushSwitch />
      </div>
      {query.isPending && <Skeleton height={96} role="status" aria-label={t('common.loading')} />}
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && <p className={classes.empty}>{t('notices.empty')}</p>}
      {items.length > 0 && <NoticeList notices={items} zone={zone} />}
      {query.hasNextPage && (
        <div className={classes.tools}>
          <Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('notices.more')}
          </Button>
        </div>
      )}
    </Card>
  )
}
