import { useState } from 'react'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { MemberAction, MemberDetail } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { useMailServer } from '../../lib/me.ts'
import { useAct } from '../../lib/useAct.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { isDangerous } from './memberActions.ts'
import type { DialogProps } from './MemberDialog.tsx'

/** Actions that ask for nothing but a yes. */
export type ConfirmedAction = Exclude<MemberAction, 'set_leave' | 'transfer' | 'reset_password' | 'change_password'>

const calls: Record<ConfirmedAction, (input: { company: string; member: string }) => Promise<unknown>> = {
  suspend: (input) => api.account.suspend.call(input),
  unsuspend: (input) => api.account.unsuspend.call(input),
  block_apps: (input) => api.account.blockApps.call(input),
  unblock_apps: (input) => api.account.unblockApps.call(input),
  end_leave: (input) => api.account.endLeave.call(input),
  resend_invitation: (input) => api.registration.resendInvitation.call(input),
  request_password_change: (input) => api.registration.requestPasswordChange.call(input),
  delete: (input) => api.account.delete.call(input),
  undelete: (input) => api.account.undelete.call(input),
}

/** What each does, and of that what does not come back (MB-4, MB-12, MB-13, MB-14, MB-15, MB-17). */
const points = {
  suspend: [['signedOut'], ['nothingDeleted'], ['leaveCleared', 'lost']],
  unsuspend: [['signInAgain'], ['leaveNotBack', 'lost']],
  block_apps: [['appsRefused'], ['webStays']],
  unblock_apps: [['appsAgain']],
  end_leave: [['leaveEnds']],
  resend_invitation: [['linkTo'], ['linksDie', 'lost']],
  request_password_change: [['changeNext'], ['staySignedIn'], ['changeMail'], ['changeNoMail']],
  delete: [['signedOut'], ['deleteUntil', 'lost'], ['deleteReserved'], ['notBack', 'lost']],
  undelete: [['undeleteBack'], ['notBackNow', 'lost']],
} as const satisfies Record<ConfirmedAction, readonly (readonly [string, 'lost'?])[]>

const undeleteMs = 7 * 24 * 3_600_000

/** Says what the action does and what is lost by it, then does it. */
export function ConfirmActionDialog({ company, member, action, onClose }: DialogProps & { action: ConfirmedAction }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [openedAt] = useState(() => Date.now())
  const mailServer = useMailServer()
  const email = member.profile.personalEmail
  const values = {
    name: member.profile.name,
    login: member.login,
    email: email ?? '',
    at: formatInstant(new Date(openedAt + undeleteMs).toISOString(), company.zone, locale),
  }
  const { send, pending } = useAct({
    act: calls[action],
    onDone: () => {
      onClose()
      notifications.show(doneNotice(t(`member.done.${action}`, { name: member.profile.name }), action, t('member.point.notBackNow')))
    },
  })
  const holds = { leaveCleared: member.leave !== null, changeMail: email !== null, changeNoMail: email === null }
  const mails = action === 'resend_invitation' || (action === 'request_password_change' && email !== null)
  const waits = mails && !mailServer ? [{ text: t('mail.none') }] : []
  const shown = points[action].filter(([key]) => (key in holds ? holds[key as keyof typeof holds] : true))
  return (
    <ConfirmDialog
      title={t(`member.ask.${action}`, { name: member.profile.name })}
      points={[...shown.map(([key, lost]) => ({ text: t(`member.point.${key}`, values), lost: lost === 'lost' })), ...waits]}
      confirm={t(`member.action.${action}`)}
      danger={isDangerous(action)}
      pending={pending}
      onConfirm={() => send(subject(member))}
      onClose={onClose}
    />
  )
}

const subject = (member: MemberDetail) => ({ company: member.companyId, member: member.id })

const readMs = 10_000

/** MB-15: what does not return is said after bringing an account back as well, as long as it takes to read. */
function doneNotice(title: string, action: ConfirmedAction, notBack: string) {
  return action === 'undelete' ? { title, message: notBack, autoClose: readMs } : { message: title }
}
