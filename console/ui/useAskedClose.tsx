import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from './ConfirmDialog.tsx'

/** Closing a form that something was typed into is asked about, whichever way it is closed: its button, the cross, Escape. */
export function useAskedClose(dirty: boolean, onClose: () => void): { close: () => void; asking: ReactNode } {
  const { t } = useTranslation()
  const [asked, setAsked] = useState(false)
  return {
    close: () => {
      // Escape reaches this dialog too while the question stands above it.
      if (asked) return
      if (dirty) setAsked(true)
      else onClose()
    },
    asking: asked && (
      <ConfirmDialog
        title={t('dialog.unsaved.title')}
        points={[{ text: t('dialog.unsaved.text'), lost: true }]}
        confirm={t('dialog.unsaved.discard')}
        cancel={t('dialog.unsaved.stay')}
        danger
        pending={false}
        onConfirm={onClose}
        onClose={() => setAsked(false)}
      />
    ),
  }
}
