import { useCallback, useEffect, useRef, useState } from 'react'

const spare = 8

/** Of many lines of one height, those near the visible part of a scrolling box: thousands stay as fast as a few. */
export function useWindow(count: number, lineHeight: number) {
  const box = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState({ top: 0, height: 600 })
  const look = useCallback(() => {
    const el = box.current
    if (el)
      setSeen((was) => (was.top === el.scrollTop && was.height === el.clientHeight ? was : { top: el.scrollTop, height: el.clientHeight }))
  }, [])
  useEffect(() => {
    const el = box.current
    if (!el) return undefined
    const observer = new ResizeObserver(look)
    observer.observe(el)
    return () => observer.disconnect()
  }, [look])
  const reveal = useCallback(
    (index: number) => {
      const el = box.current
      if (!el || index < 0) return
      const [top, bottom] = [index * lineHeight, (index + 1) * lineHeight]
      if (top < el.scrollTop) el.scrollTop = top
      else if (bottom > el.scrollTop + el.clientHeight) el.scrollTop = bottom - el.clientHeight
      look()
    },
    [lineHeight, look],
  )
  const first = Math.max(0, Math.floor(seen.top / lineHeight) - spare)
  const last = Math.min(count, Math.ceil((seen.top + seen.height) / lineHeight) + spare)
  return { box, first, last, onScroll: look, reveal }
}
