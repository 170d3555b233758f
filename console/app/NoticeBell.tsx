import { lazy, Suspense, useState } from 'react'
import { IconBell } from '@tabler/icons-react'
import { ActionIcon, Popover } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { noticesQuery } from '../lib/notices.ts'
import classes from './NoticeBell.module.css'

const NoticePanel = lazy(async () => ({ default: (await import('./NoticePanel.tsx')).NoticePanel }))
const shownAtMost = 99

/** How many service notifications are unread, and the newest of them. */
export function NoticeBell({ zone }: { zone: string }) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  const unread = useQuery(noticesQuery()).data?.unread ?? 0
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
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          className={classes.bell ?? ''}
          onClick={() => setOpened((now) => !now)}
          aria-label={unread > 0 ? t('notices.bellUnread', { count: unread }) : t('notices.bell')}
        >
          <IconBell size={20} stroke={1.6} />
          {unread > 0 && (
            <span className={classes.count} aria-hidden>
              {unread > shownAtMost ? `${shownAtMost}+` : unread}
            </span>
          )}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={classes.panel ?? ''}>
        <Suspense fallback={<p className={classes.loading}>{t('common.loading')}</p>}>
          <NoticePanel zone={zone} onClose={() => setOpened(false)} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
