import { useEffect, useState } from 'react'

/** Where the focus was when the first of the dialogs that follow each other was asked for. */
let remembered: readonly HTMLElement[] = []

/** The focused element and, from the inside out, what opened the menus and cards that it stands in: those are gone when the dialog closes. */
function findOrigins(): readonly HTMLElement[] {
  const found: HTMLElement[] = []
  let element = document.activeElement
  if (document.querySelector('[aria-modal=true]')) return remembered
  while (element instanceof HTMLElement && element !== document.body) {
    found.push(element)
    const opener: string | null | undefined = element.closest('[role=menu], [role=dialog]')?.getAttribute('aria-labelledby')
    element = opener ? document.getElementById(opener) : null
  }
  remembered = found
  return found
}

/** RE-2: whoever closes a dialog finds the focus where it was before. */
export function useFocusBack(): void {
  const [origins] = useState(findOrigins)
  useEffect(
    () => () => {
      // After what follows in its place has taken the focus, or nothing has.
      queueMicrotask(() => {
        if (document.querySelector('[aria-modal=true]')) return
        origins.find((element) => element.isConnected && element.getClientRects().length > 0)?.focus()
      })
    },
    [origins],
  )
}
