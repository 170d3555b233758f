import type { ReactNode } from 'react'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { OpensLater, type LaterButton } from '../ui/OpensLater.tsx'

type HeaderMenuProps = {
  button: LaterButton
  what?: 'menu' | 'dialog'
  load: () => Promise<unknown>
  children: (button: LaterButton) => ReactNode
}

/** A button of the header; what opens at it comes with the first wish for it. */
export function HeaderMenu({ button, what = 'menu', load, children }: HeaderMenuProps) {
  const { t } = useTranslation()
  const tell = () => notifications.show({ color: 'red', message: t('problem.unreachable') })
  return (
    <OpensLater button={button} what={what} load={load} onProblem={tell}>
      {children}
    </OpensLater>
  )
}
