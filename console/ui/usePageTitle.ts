import { useEffect } from 'react'

/** WCAG 2.4.2: what tab, history and bookmarks call the page. Null: another part of the page says it. */
export function usePageTitle(title: string | null): void {
  useEffect(() => {
    if (title !== null) document.title = `${title} – Muster`
  }, [title])
}
