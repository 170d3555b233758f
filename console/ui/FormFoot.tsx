import type { ReactNode } from 'react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { DialogFoot } from './Dialog.tsx'
import { FormProblem } from './FormProblem.tsx'

type FootProps = {
  problem: string | null
  pending: boolean
  onClose: () => void
  color?: 'red' | 'pine'
  disabled?: boolean
  /** What the button that sends the form says. */
  children: ReactNode
}

/** The end of a dialog's form: what is wrong with it, the way out, and the button that sends it. */
export function FormFoot({ problem, pending, onClose, color = 'pine', disabled = false, children }: FootProps) {
  const { t } = useTranslation()
  return (
    <>
      <FormProblem text={problem} />
      <DialogFoot>
        <Button variant="default" onClick={onClose}>
          {t('dialog.cancel')}
        </Button>
        <Button type="submit" color={color} loading={pending} disabled={disabled}>
          {children}
        </Button>
      </DialogFoot>
    </>
  )
}
