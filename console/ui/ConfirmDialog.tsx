import type { ReactNode } from 'react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Dialog, DialogFoot } from './Dialog.tsx'
import { Points, type Point } from './Points.tsx'

type ConfirmProps = {
  title: string
  /** What will happen, what is lost, what does not come back. */
  points: readonly Point[]
  confirm: string
  /** What the button that does nothing says. */
  cancel?: string
  danger?: boolean
  pending: boolean
  /** It cannot be done, as the points or what stands below say. */
  disabled?: boolean
  children?: ReactNode
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something is done, saying all that it does. */
export function ConfirmDialog({
  title,
  points,
  confirm,
  cancel,
  danger = false,
  pending,
  disabled = false,
  children,
  onConfirm,
  onClose,
}: ConfirmProps) {
  const { t } = useTranslation()
  return (
    <Dialog title={title} onClose={onClose}>
      <Points points={points} />
      {children}
      <DialogFoot>
        <Button variant="default" onClick={onClose} data-autofocus={danger || undefined}>
          {cancel ?? t('dialog.cancel')}
        </Button>
        <Button color={danger ? 'red' : 'pine'} loading={pending} disabled={disabled} onClick={onConfirm}>
          {confirm}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
