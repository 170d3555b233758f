import { cloneElement, startTransition, Suspense, useState, type ReactElement, type ReactNode } from 'react'

/** What a button needs so that something opens at it. */
export type LaterButton = ReactElement<{
  onClick?: () => void
  onPointerEnter?: () => void
  onFocus?: () => void
  'aria-haspopup'?: 'menu' | 'dialog'
  'aria-expanded'?: boolean
  'aria-busy'?: boolean
}>

type OpensLaterProps = {
  button: LaterButton
  what: 'menu' | 'dialog'
  /** Loads what opens; pointing at the button or reaching it with the keyboard begins with it. */
  load: () => Promise<unknown>
  /** When it cannot be loaded. */
  onProblem: () => void
  /** The button with what opens at it, in place of the button alone. */
  children: (button: LaterButton) => ReactNode
}

/** A button at which a menu or panel opens whose code comes with the first wish for it. Until then, and while it loads, the button stands alone. */
export function OpensLater({ button, what, load, onProblem, children }: OpensLaterProps) {
  const [there, setThere] = useState(false)
  const [loading, setLoading] = useState(false)
  const ahead = () => void load().catch(() => {})
  const open = () => {
    setLoading(true)
    load()
      .then(() => startTransition(() => setThere(true)), onProblem)
      .finally(() => setLoading(false))
  }
  const alone = {
    onClick: open,
    onPointerEnter: ahead,
    onFocus: ahead,
    'aria-haspopup': what,
    'aria-expanded': false,
    'aria-busy': loading,
  }
  return <Suspense>{there ? children(button) : cloneElement(button, alone)}</Suspense>
}
