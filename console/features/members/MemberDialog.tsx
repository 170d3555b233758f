import type { MemberAction, MemberDetail } from '@muster/contract'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ChangePasswordDialog } from './ChangePasswordDialog.tsx'
import { ConfirmActionDialog } from './ConfirmActionDialog.tsx'
import { LeaveDialog } from './LeaveDialog.tsx'
import { ResetPasswordDialog } from './ResetPasswordDialog.tsx'
import { TransferDialog } from './TransferDialog.tsx'

export type DialogProps = { company: AdministeredCompany; member: MemberDetail; onClose: () => void }

/** What an action of *More* asks before it is done. */
export function MemberDialog({ action, ...props }: DialogProps & { action: MemberAction }) {
  switch (action) {
    case 'set_leave':
      return <LeaveDialog {...props} />
    case 'change_password':
      return <ChangePasswordDialog {...props} />
    case 'reset_password':
      return <ResetPasswordDialog {...props} />
    case 'transfer':
      return <TransferDialog {...props} />
    default:
      return <ConfirmActionDialog {...props} action={action} />
  }
}
