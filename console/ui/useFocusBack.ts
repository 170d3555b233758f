import { useEffect, useState } from 'react'

/** Where the focus was when the first of the dialogs that follow each other was asked for. */
let remembered: readonly HTMLElement[] = []

/** The focused element and, from the inside out, what opened the menus and cards that it stands in: those are gone when the dialog closes. */
function findOrigins(): readonly HTMLElement[] {
  const found: HTMLElement[] = []
  let element = document.activeElement
  while (element instanceof HTMLElement && element !== document.body && !found.includes(element)) {
    found.push(element)
    const opener: string | null | undefined = element
      .closest('[role=menu], [role=dialog]:not([aria-modal=true])')
      ?.getAttribute('aria-labelledby')
    element = opener ? document.getElementById(opener) : null
  }
  // A dialog over another, or after it: back into that one while it is there, else to where the first was asked for.
  if (document.querySelector('[aria-modal=true]')) return [...found, ...remembered]
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
        const left = [...document.querySelectorAll('[aria-modal=true]')].at(-1)
        const reachable = left ? origins.filter((element) => left.contains(element)) : origins
        reachable.find((element) => element.isConnected && element.getClientRects().length > 0)?.focus()
      })
    },
    [origins],
  )
}
