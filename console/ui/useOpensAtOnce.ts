import { useEffect, useRef, useState } from 'react'

/**
 * For what came with a press of its button (`OpensLater`): the button that took the place of the pressed one gets the focus back, so that
 * closing finds it, and then it opens.
 */
export function useOpensAtOnce() {
  const [opened, setOpened] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      button.current?.focus({ preventScroll: true })
      setOpened(true)
    })
    return () => cancelAnimationFrame(frame)
  }, [])
  return { button, opened, setOpened }
}
