import { Suspense, useEffect, useRef, useState, type ReactNode, type Ref } from 'react'

type Props = {
  /** Not only when the reader comes near. */
  now: boolean
  /** What it takes of the page until it is there, in pixels. */
  height: number
  children: ReactNode
}

/** The place of what has not come yet. */
export function Waiting({ height, ref }: { height: number; ref?: Ref<HTMLDivElement> }) {
  return <div ref={ref} data-waiting style={{ minHeight: height }} />
}

/** Whether something on the page has not come yet. */
export const stillWaiting = () => document.querySelector('[data-waiting]') !== null

/** What stands far down a long page, and its code, come when the reader comes near it, and stay. */
export function WhenNear({ now, height, children }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const [near, setNear] = useState(now)
  if (now && !near) setNear(true)
  useEffect(() => {
    const at = place.current
    if (!at) return undefined
    const observer = new IntersectionObserver((seen) => seen.some((s) => s.isIntersecting) && setNear(true), { rootMargin: '300px' })
    observer.observe(at)
    return () => observer.disconnect()
  }, [])
  const waiting = <Waiting ref={place} height={height} />
  return near ? <Suspense fallback={waiting}>{children}</Suspense> : waiting
}
