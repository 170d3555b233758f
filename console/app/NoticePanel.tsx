import { cloneElement, useRef } from 'react'
import { IconBellOff } from '@tabler/icons-react'
import { Button, Popover, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../lib/api.ts'
import { NoticeList } from '../lib/NoticeList.tsx'
import { noticesQuery } from '../lib/notices.query.ts'
import { ProblemPanel } from '../lib/ProblemPanel.tsx'
import { PushSwitch } from '../lib/PushSwitch.tsx'
import { useAct } from '../lib/useAct.ts'
import { pages } from '../paths.ts'
import type { MenuButton } from '../ui/OpenMenu.tsx'
import { useOpensAtOnce } from '../ui/useOpensAtOnce.ts'
import classes from './NoticeBell.module.css'

/** The newest service notifications, beneath the bell. */
export function NoticePanel({ button, zone }: { button: MenuButton; zone: string }) {
  const { button: ref, opened, setOpened } = useOpensAtOnce()
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width="min(400px, calc(100vw - 16px))"
      trapFocus
      returnFocus
      shadow="md"
    >
      <Popover.Target>{cloneElement(button, { ref, onClick: () => setOpened((now) => !now) })}</Popover.Target>
      <Popover.Dropdown className={classes.panel ?? ''}>
        <Notices zone={zone} onClose={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}

function Notices({ zone, onClose }: { zone: string; onClose: () => void }) {
  const { t } = useTranslation()
  const query = useQuery(noticesQuery())
  const items = query.data?.items ?? []
  const all = useAct({ act: (upTo: string) => api.notices.readAll.call({ upTo }) })
  const [newest] = items
  const list = useRef<HTMLDivElement>(null)
  const readAll = (upTo: string) => {
    list.current?.focus()
    all.send(upTo)
  }
  return (
    <>
      <div className={classes.head}>
        <h2 className={classes.title}>{t('notices.title')}</h2>
        {newest && query.data && query.data.unread > 0 && (
          <Button size="compact-sm" variant="subtle" loading={all.pending} onClick={() => readAll(newest.id)}>
            {t('notices.readAll')}
          </Button>
        )}
      </div>
      <div ref={list} className={classes.body} tabIndex={0} role="group" aria-label={t('notices.newest')}>
        {query.isPending && <Skeleton height={96} role="status" aria-label={t('common.loading')} />}
        {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
        {query.data && items.length === 0 && (
          <p className={classes.empty}>
            <IconBellOff size={24} stroke={1.5} aria-hidden />
            {t('notices.empty')}
          </p>
        )}
        {items.length > 0 && <NoticeList notices={items} zone={zone} />}
      </div>
      <div className={classes.foot}>
        <PushSwitch />
        <Link to={pages.account} hash="own-notices" onClick={onClose}>
          {t('notices.all')}
        </Link>
      </div>
    </>
  )
}
