import { IconBell } from '@tabler/icons-react'
import { ActionIcon } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { noticesQuery } from '../lib/notices.query.ts'
import { later } from '../lib/texts.ts'
import { HeaderMenu } from './HeaderMenu.tsx'
import classes from './NoticeBell.module.css'

const NoticePanel = later(['connections', 'files', 'notices'], async () => (await import('./NoticePanel.tsx')).NoticePanel)
const shownAtMost = 99

/** How many service notifications are unread, and the newest of them. */
export function NoticeBell({ zone }: { zone: string }) {
  const { t } = useTranslation()
  const unread = useQuery(noticesQuery()).data?.unread ?? 0
  const button = (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={36}
      className={classes.bell ?? ''}
      aria-label={unread > 0 ? t('shell.noticesUnread', { count: unread }) : t('shell.notices')}
    >
      <IconBell size={20} stroke={1.6} />
      {unread > 0 && (
        <span className={classes.count} aria-hidden>
          {unread > shownAtMost ? `${shownAtMost}+` : unread}
        </span>
      )}
    </ActionIcon>
  )
  return (
    <HeaderMenu button={button} what="dialog" load={NoticePanel.load}>
      {(target) => <NoticePanel button={target} zone={zone} />}
    </HeaderMenu>
  )
}
