import type { ReactNode } from 'react'
import { Modal } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/ModalBase.layer.css'
import '@mantine/core/styles/Modal.layer.css'
import { useFocusBack } from './useFocusBack.ts'
import classes from './Dialog.module.css'

type DialogProps = {
  title: string
  onClose: () => void
  /** False: only its own buttons close it, so that nothing typed or shown once is lost by a slip. */
  light?: boolean
  width?: number
  children: ReactNode
}

/** A dialog over the page; on a phone it is the whole screen (RE-2). Whoever shows it takes it away: it is open while it is there. */
export function Dialog({ title, onClose, light = true, width = 520, children }: DialogProps) {
  const { t } = useTranslation()
  useFocusBack()
  const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={width}
      fullScreen={narrow}
      closeOnClickOutside={light}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ title: classes.title ?? '', content: classes.content ?? '', body: classes.body ?? '', header: classes.header ?? '' }}
    >
      {children}
    </Modal>
  )
}

/** The buttons at a dialog's end, the one that does it last; on a phone as wide as the screen. */
export function DialogFoot({ children }: { children: ReactNode }) {
  return <div className={classes.foot}>{children}</div>
}
