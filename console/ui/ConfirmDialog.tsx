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
  danger?: boolean
  pending: boolean
  children?: ReactNode
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something is done, saying all that it does. */
export function ConfirmDialog({ title, points, confirm, danger = false, pending, children, onConfirm, onClose }: ConfirmProps) {
  const { t } = useTranslation()
  return (
    <Dialog title={title} onClose={onClose}>
      <Points points={points} />
      {children}
      <DialogFoot>
        <Button variant="default" onClick={onClose} data-autofocus={danger || undefined}>
          {t('dialog.cancel')}
        </Button>
        <Button color={danger ? 'red' : 'pine'} loading={pending} onClick={onConfirm}>
          {confirm}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
