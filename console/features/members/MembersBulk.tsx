import { useState } from 'react'
import { IconChevronUp, IconDeviceMobile, IconDeviceMobileOff, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react'
import { Button, Menu } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { bulkActions, errors, type BulkAction, type ErrorCode, type ListedMember } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { useAct } from '../../lib/useAct.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { Dialog, DialogFoot } from '../../ui/Dialog.tsx'
import { isDangerous } from './memberActions.ts'
import classes from './MembersList.module.css'

const icons = {
  suspend: IconPlayerPause,
  unsuspend: IconPlayerPlay,
  block_apps: IconDeviceMobileOff,
  unblock_apps: IconDeviceMobile,
  delete: IconTrash,
} satisfies Record<BulkAction, unknown>

/** What each does, and of that what does not come back (MB-12, MB-13, MB-15). */
const points = {
  suspend: [['signedOut'], ['nothingDeleted'], ['leaveCleared', 'lost']],
  unsuspend: [['signInAgain'], ['leaveNotBack', 'lost']],
  block_apps: [['appsRefused'], ['webStays']],
  unblock_apps: [['appsAgain']],
  delete: [['signedOut'], ['deleteUntil', 'lost'], ['notBack', 'lost']],
} as const satisfies Record<BulkAction, readonly (readonly [string, 'lost'?])[]>

type Refused = { id: string; name: string | null; code: ErrorCode }
type BulkProps = { company: AdministeredCompany; members: readonly ListedMember[]; onDone: () => void }

/** One action on the selected members. Whom the server refuses is named, with the reason. */
export function MembersBulk({ company, members, onDone }: BulkProps) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<BulkAction | null>(null)
  const [refused, setRefused] = useState<{ done: number; list: Refused[] } | null>(null)
  return (
    <>
      <div className={classes.bulk} role="region" aria-label={t('members.bulk.label')}>
        <strong role="status">{t('members.bulk.selected', { count: members.length })}</strong>
        <Actions onAction={setAsked} />
        <Button size="compact-sm" variant="subtle" onClick={onDone}>
          {t('members.bulk.none')}
        </Button>
      </div>
      {asked && (
        <Confirm
          company={company}
          members={members}
          action={asked}
          onClose={() => setAsked(null)}
          onDone={(done, list) => {
            setAsked(null)
            if (list.length > 0) setRefused({ done, list })
            else onDone()
          }}
        />
      )}
      {refused && (
        <RefusedDialog
          {...refused}
          members={members}
          onClose={() => {
            setRefused(null)
            onDone()
          }}
        />
      )}
    </>
  )
}

/** The actions side by side; on a phone, which has no room for that, as a menu. */
function Actions({ onAction }: { onAction: (action: BulkAction) => void }) {
  const { t } = useTranslation()
  const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const shown = bulkActions.map((action) => ({ action, Sign: icons[action], red: action === 'delete' ? { c: 'red' } : {} }))
  if (!narrow)
    return shown.map(({ action, Sign, red }) => (
      <Button
        key={action}
        size="compact-sm"
        variant="default"
        fw={500}
        {...red}
        leftSection={<Sign size={15} stroke={1.75} aria-hidden />}
        onClick={() => onAction(action)}
      >
        {t(`member.action.${action}`)}
      </Button>
    ))
  return (
    <Menu position="top-start" width={260} withInitialFocusPlaceholder={false} transitionProps={{ duration: 0 }} shadow="md">
      <Menu.Target>
        <Button size="compact-sm" rightSection={<IconChevronUp size={14} stroke={1.75} aria-hidden />}>
          {t('members.bulk.actions')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {shown.map(({ action, Sign, red }) => (
          <Menu.Item key={action} {...red} leftSection={<Sign size={17} stroke={1.75} aria-hidden />} onClick={() => onAction(action)}>
            {t(`member.action.${action}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

const undeleteMs = 7 * 24 * 3_600_000

type ConfirmProps = Omit<BulkProps, 'onDone'> & {
  action: BulkAction
  onClose: () => void
  onDone: (done: number, refused: Refused[]) => void
}

/** Says on how many, what it does and what is lost by it, then does it. */
function Confirm({ company, members, action, onClose, onDone }: ConfirmProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [openedAt] = useState(() => Date.now())
  const at = formatInstant(new Date(openedAt + undeleteMs).toISOString(), company.zone, locale)
  const { send, pending } = useAct({
    act: (ids: string[]) => api.account.bulk.call({ company: company.id, action, members: ids }),
    onDone: (answer) => {
      if (answer.refused.length === 0)
        notifications.show({ message: t('members.bulk.done', { count: answer.done.length, action: t(`member.action.${action}`) }) })
      onDone(answer.done.length, answer.refused)
    },
  })
  return (
    <ConfirmDialog
      title={t(`members.bulk.ask.${action}`, { count: members.length })}
      points={points[action].map(([key, lost]) => ({ text: t(`member.point.${key}`, { at }), lost: lost === 'lost' }))}
      confirm={t('members.bulk.confirm', { action: t(`member.action.${action}`), count: members.length })}
      danger={isDangerous(action)}
      pending={pending}
      onConfirm={() => send(members.map((member) => member.id))}
      onClose={onClose}
    />
  )
}

/** Pitfall 15: who was refused, or is there no more, by name. */
function RefusedDialog({
  done,
  list,
  members,
  onClose,
}: {
  done: number
  list: Refused[]
  members: BulkProps['members']
  onClose: () => void
}) {
  const { t } = useTranslation()
  const locale = useLocale()
  // A row that vanished meanwhile is known by the name it had here.
  const nameOf = (one: Refused) => one.name ?? members.find((member) => member.id === one.id)?.name ?? t('members.bulk.gone')
  return (
    <Dialog title={t('members.bulk.refused', { count: list.length })} onClose={onClose}>
      <p>{t('members.bulk.doneOf', { count: done })}</p>
      <ul className={classes.refused}>
        {list.map((one) => (
          <li key={one.id}>
            <strong>{nameOf(one)}</strong>: {errors[one.code][locale]}
          </li>
        ))}
      </ul>
      <DialogFoot>
        <Button onClick={onClose}>{t('common.close')}</Button>
      </DialogFoot>
    </Dialog>
  )
}
