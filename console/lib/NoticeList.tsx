import { useRef } from 'react'
import {
  IconCheck,
  IconDatabaseExclamation,
  IconFileAlert,
  IconFileDownload,
  IconRefreshDot,
  IconShieldExclamation,
  IconWebhookOff,
} from '@tabler/icons-react'
import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Notice, NoticeKind, StorageKind } from '@muster/contract'
import { api } from './api.ts'
import { formatInstant } from './days.ts'
import { useOpenFile } from './files.ts'
import { useLocale } from './locale.ts'
import { useNoticeTexts } from './notices.ts'
import { pages } from '../paths.ts'
import { useAct } from './useAct.ts'
import classes from './NoticeList.module.css'

const signs = {
  new_sign_in: IconShieldExclamation,
  update_available: IconRefreshDot,
  export_done: IconFileDownload,
  export_failed: IconFileAlert,
  storage_filling: IconDatabaseExclamation,
  webhook_gone: IconWebhookOff,
} satisfies Record<NoticeKind, unknown>

/** Service notifications, the newest first; an unread one bears a mark, and can be marked as read. */
export function NoticeList({ notices, zone }: { notices: readonly Notice[]; zone: string }) {
  const read = useAct({ act: (notice: string) => api.notices.read.call({ notice }) })
  return (
    <ul className={classes.list}>
      {notices.map((notice) => (
        <Line key={notice.id} notice={notice} zone={zone} onRead={() => read.send(notice.id)} />
      ))}
    </ul>
  )
}

function Line({ notice, zone, onRead }: { notice: Notice; zone: string; onRead: () => void }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { title, text, advice } = useNoticeTexts(zone)(notice)
  const Sign = signs[notice.kind]
  const at = formatInstant(notice.createdAt, zone, locale)
  // The button goes with the mark: whoever pressed it by the keyboard stays where they were.
  const line = useRef<HTMLLIElement>(null)
  const read = () => {
    line.current?.focus()
    onRead()
  }
  return (
    <li ref={line} tabIndex={-1} className={classes.notice} data-unread={notice.readAt === null || undefined}>
      <Sign size={20} stroke={1.6} aria-hidden className={classes.icon} />
      <div className={classes.what}>
        <div className={classes.title}>
          {title}
          {notice.readAt === null && <span className={classes.mark}>{t('notices.unread')}</span>}
        </div>
        <div className={classes.text}>{text}</div>
        <div className={classes.text}>
          <time dateTime={notice.createdAt}>{at}</time>
        </div>
        {notice.kind === 'export_done' && <OpenFile file={notice.data} />}
        {notice.kind === 'storage_filling' && <OpenStorage {...notice.data} />}
        {notice.readAt === null && advice && <div className={classes.advice}>{advice}</div>}
      </div>
      {notice.readAt === null && (
        <Tooltip label={t('notices.read')} position="left">
          <ActionIcon variant="subtle" color="gray" size={32} onClick={read} aria-label={t('notices.readOne', { title, at })}>
            <IconCheck size={18} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      )}
    </li>
  )
}

/** DS-8: opens the file that a notification is about. */
function OpenFile({ file }: { file: { export: string; name: string } }) {
  const { t } = useTranslation()
  const open = useOpenFile()
  return (
    <Button
      variant="default"
      size="xs"
      mt={8}
      loading={open.isPending}
      onClick={() => open.mutate(file.export)}
      aria-label={t('files.openOne', { name: file.name })}
    >
      {t('files.open')}
    </Button>
  )
}

/** MB-9: leads to those who use the most of what is filling up. */
function OpenStorage({ company, kind }: { company: { id: string }; kind: StorageKind }) {
  const { t } = useTranslation()
  return (
    <Button
      variant="default"
      size="xs"
      mt={8}
      renderRoot={(props) => <Link {...props} to={pages.storage} search={{ company: company.id, ...(kind === 'mail' && { kind }) }} />}
    >
      {t('notices.filling.open')}
    </Button>
  )
}
