import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { stillWaiting } from '../../ui/WhenNear.tsx'

const lookMs = 150

type WholePrint = {
  /** All of the page's parts are shown: they go to paper. */
  whole: boolean
  /** The page is getting ready, by its own button. */
  preparing: boolean
  /** The browser prints by itself now, and some of the page has not come: it cannot be waited for. */
  unfinished: boolean
  print: () => void
}

/** Whether anything that is asked for has not been answered yet; what is only asked for anew is there. */
const stillAsking = (queries: QueryClient) => queries.isFetching({ predicate: ({ state }) => state.data === undefined }) > 0

/**
 * Prints the whole page: all of its parts are shown, and when they and what they ask for have come, the browser's own dialog opens. Where the
 * browser was asked to print, it waits for nothing: the parts are shown as far as they are there, and are there the next time.
 */
export function useWholePrint(): WholePrint {
  const [asked, setAsked] = useState<'page' | 'browser' | null>(null)
  const [unfinished, setUnfinished] = useState(false)
  const queries = useQueryClient()
  useEffect(() => {
    const before = () => {
      // Before it returns: the paper shows what the page shows then.
      flushSync(() => setAsked((by) => by ?? 'browser'))
      flushSync(() => setUnfinished(stillWaiting() || stillAsking(queries)))
    }
    const after = () => {
      setAsked((by) => (by === 'browser' ? null : by))
      setUnfinished(false)
    }
    addEventListener('beforeprint', before)
    addEventListener('afterprint', after)
    return () => {
      removeEventListener('beforeprint', before)
      removeEventListener('afterprint', after)
    }
  }, [queries])
  useEffect(() => {
    if (asked !== 'page') return undefined
    let calm = 0
    const timer = setInterval(() => {
      calm = queries.isFetching() > 0 || stillWaiting() ? 0 : calm + 1
      // Once is not enough: what has just come may ask for more.
      if (calm < 2) return
      clearInterval(timer)
      window.print()
      setAsked(null)
    }, lookMs)
    return () => clearInterval(timer)
  }, [asked, queries])
  return { whole: asked !== null, preparing: asked === 'page', unfinished, print: () => setAsked('page') }
}
