import { useEffect, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { stillWaiting } from '../../ui/WhenNear.tsx'

const lookMs = 150

/**
 * Prints the whole page: all of its parts are shown, and when they and what they ask for have come, the browser's own dialog opens. `whole`: that
 * is under way.
 */
export function useWholePrint(): { whole: boolean; print: () => void } {
  const [whole, setWhole] = useState(false)
  const queries = useQueryClient()
  useEffect(() => {
    if (!whole) return undefined
    let calm = 0
    const timer = setInterval(() => {
      calm = queries.isFetching() > 0 || stillWaiting() ? 0 : calm + 1
      // Once is not enough: what has just come may ask for more.
      if (calm < 2) return
      clearInterval(timer)
      window.print()
      setWhole(false)
    }, lookMs)
    return () => clearInterval(timer)
  }, [whole, queries])
  return { whole, print: () => setWhole(true) }
}
