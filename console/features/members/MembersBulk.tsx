import { useState } from 'react'
import {
  IconArrowBackUp,
  IconChevronUp,
  IconDeviceMobile,
  IconDeviceMobileOff,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
} from '@tabler/icons-react'
import { Button, Menu } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { bulkActions, type BulkAction, type ListedMember } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { useAct } from '../../lib/useAct.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { changes, isDangerous } from './memberActions.ts'
import type { Refusal } from './RefusedDialog.tsx'
import classes from '../../ui/List.module.css'

const icons = {
  suspend: IconPlayerPause,
  unsuspend: IconPlayerPlay,
  block_apps: IconDeviceMobileOff,
  unblock_apps: IconDeviceMobile,
  delete: IconTrash,
  undelete: IconArrowBackUp,
} satisfies Record<BulkAction, unknown>

/** What each does, and of that what does not come back (MB-12, MB-13, MB-15). */
const points = {
  suspend: [['signedOut'], ['nothingDeleted'], ['leaveCleared', 'lost']],
  unsuspend: [['signInAgain'], ['leaveNotBack', 'lost']],
  block_apps: [['appsRefused'], ['webStays']],
  unblock_apps: [['appsAgain']],
  delete: [['signedOut'], ['deleteUntil', 'lost'], ['notBack', 'lost']],
  undelete: [['undeleteBack'], ['notBackNow', 'lost']],
} as const satisfies Record<BulkAction, readonly (readonly [string, 'lost'?])[]>

type BulkProps = {
  company: AdministeredCompany
  members: readonly ListedMember[]
  onDone: () => void
  /** Told above the list, which those members may have left by the action. */
  onRefused: (refusal: Refusal) => void
}

/** One action on the selected members. */
export function MembersBulk({ company, members, onDone, onRefused }: BulkProps) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<BulkAction | null>(null)
  return (
    <>
      <div className={classes.bulk} role="region" aria-label={t('members.bulk.label')}>
        <strong role="status">{t('members.bulk.selected', { count: members.length })}</strong>
        <Actions offered={bulkActions.filter((action) => members.some((member) => changes(action, member)))} onAction={setAsked} />
        <Button size="compact-sm" variant="subtle" onClick={onDone}>
          {t('list.unselect')}
        </Button>
      </div>
      {asked && (
        <Confirm
          company={company}
          members={members}
          action={asked}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null)
            onDone()
          }}
          onRefused={onRefused}
        />
      )}
    </>
  )
}

/** The actions side by side; on a phone, which has no room for that, as a menu. */
function Actions({ offered, onAction }: { offered: readonly BulkAction[]; onAction: (action: BulkAction) => void }) {
  const { t } = useTranslation()
  const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const shown = offered.map((action) => ({ action, Sign: icons[action], red: action === 'delete' ? { c: 'red' } : {} }))
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

type ConfirmProps = BulkProps & { action: BulkAction; onClose: () => void }

/** Says on how many, what it does and what is lost by it, then does it. */
function Confirm({ company, members, action, onClose, onDone, onRefused }: ConfirmProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [openedAt] = useState(() => Date.now())
  const at = formatInstant(new Date(openedAt + undeleteMs).toISOString(), company.zone, locale)
  // Sent for those alone whom it changes: what was not done is not said to be done.
  const [meant] = useState(() => members.filter((member) => changes(action, member)))
  const others = members.length - meant.length
  const { send, pending } = useAct({
    act: (sent: BulkProps['members']) => api.account.bulk.call({ company: company.id, action, members: sent.map(({ id }) => id) }),
    onDone: ({ done, refused }, sent) => {
      if (refused.length > 0)
        onRefused({ done: done.length, refused: refused.map((one) => ({ ...one, name: one.name ?? nameIn(sent, one.id) })) })
      else notifications.show({ message: t('members.bulk.done', { count: done.length, action: t(`member.action.${action}`) }) })
      onDone()
    },
  })
  return (
    <ConfirmDialog
      title={t(`members.bulk.ask.${action}`, { count: meant.length })}
      points={[
        ...points[action].map(([key, lost]) => ({ text: t(`member.point.${key}`, { at }), lost: lost === 'lost' })),
        ...(others > 0 ? [{ text: t('members.bulk.others', { count: others }) }] : []),
      ]}
      confirm={t('members.bulk.confirm', { action: t(`member.action.${action}`), count: meant.length })}
      danger={isDangerous(action)}
      pending={pending}
      onConfirm={() => send(meant)}
      onClose={onClose}
    />
  )
}

/** A row that vanished meanwhile is known by the name it had here. */
const nameIn = (sent: BulkProps['members'], id: string) => sent.find((member) => member.id === id)?.name ?? null
