import { useEffect, useId, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { VisuallyHidden } from '@mantine/core'
import { dayAfterKey, monthStarts, placesOf } from './yearCalendar.layout.ts'
import classes from './YearCalendar.module.css'

export type CalendarDay = {
  day: string
  /** 0: nothing, up to 4; null: nothing is known of this day. */
  level: 0 | 1 | 2 | 3 | 4 | null
  /** Not over yet. */
  partial: boolean
}

export type CalendarTexts = {
  /** Names the calendar. */
  label: string
  roleDescription: string
  keys: string
  month: (day: string) => string
  /** The name of the weekday of a day, short. */
  weekday: (day: string) => string
  /** What is shown and heard of a day. */
  announce: (index: number) => string
}

const [left, top, step, size] = [30, 18, 12, 10]
const shownWeekdays = [1, 3, 5]

/** A year of days, week beside week: hover or arrow keys show a day. Where there is no room for all of it, it begins at its end. */
export function YearCalendar({ days, texts }: { days: readonly CalendarDay[]; texts: CalendarTexts }) {
  const [active, setActive] = useState<number | null>(null)
  const [spoken, setSpoken] = useState('')
  const box = useRef<HTMLDivElement>(null)
  const keysId = useId()
  const last = days.length - 1
  const names = days.map(({ day }) => day)
  const places = placesOf(names)
  const width = left + ((places.at(-1)?.week ?? 0) + 1) * step
  useEffect(() => {
    if (box.current) box.current.scrollLeft = box.current.scrollWidth
  }, [])

  const moveTo = (index: number) => {
    setActive(index)
    setSpoken(texts.announce(index))
    const at = left + (places[index]?.week ?? 0) * step
    const seen = box.current
    if (seen && (at < seen.scrollLeft || at + step > seen.scrollLeft + seen.clientWidth)) seen.scrollLeft = at - seen.clientWidth / 2
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const to = dayAfterKey(event.key, active ?? last, last)
    if (to !== undefined) moveTo(to)
    else if (event.key === 'Escape') setActive(null)
    else return
    event.preventDefault()
  }
  const onPointer = (event: PointerEvent<SVGSVGElement>) => {
    const at = event.currentTarget.getBoundingClientRect()
    const scale = width / at.width
    const [week, weekday] = [
      Math.floor(((event.clientX - at.left) * scale - left) / step),
      Math.floor(((event.clientY - at.top) * scale - top) / step),
    ]
    const found = places.findIndex((p) => p.week === week && p.weekday === weekday)
    setActive(found < 0 ? null : found)
  }
  return (
    <div className={classes.frame}>
      <div
        ref={box}
        className={classes.box}
        role="application"
        aria-label={texts.label}
        aria-roledescription={texts.roleDescription}
        aria-describedby={keysId}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={(event) => event.currentTarget.matches(':focus-visible') && moveTo(active ?? last)}
        onBlur={() => setActive(null)}
      >
        <svg
          viewBox={`0 0 ${width} ${top + 7 * step}`}
          className={classes.svg}
          aria-hidden
          focusable="false"
          onPointerMove={onPointer}
          onPointerDown={onPointer}
          onPointerLeave={() => setActive(null)}
        >
          {monthStarts(names).map(({ week, day }) => (
            <text key={day} x={left + week * step} y={10} className={classes.name}>
              {texts.month(day)}
            </text>
          ))}
          {shownWeekdays.map((row) => (
            <text key={row} x={0} y={top + row * step + 9} className={classes.name}>
              {texts.weekday(names[places.findIndex((p) => p.weekday === row)] ?? '')}
            </text>
          ))}
          {days.map(({ day, level, partial }, i) => (
            <rect
              key={day}
              x={left + (places[i]?.week ?? 0) * step}
              y={top + (places[i]?.weekday ?? 0) * step}
              width={size}
              height={size}
              rx={2}
              className={classes.day}
              data-level={level ?? 'unknown'}
              data-partial={partial || undefined}
              data-active={i === active || undefined}
            />
          ))}
        </svg>
      </div>
      <div className={classes.said} aria-hidden>
        {active === null ? '\u00a0' : texts.announce(active)}
      </div>
      <VisuallyHidden id={keysId}>{texts.keys}</VisuallyHidden>
      <VisuallyHidden role="status" aria-live="polite">
        {spoken}
      </VisuallyHidden>
    </div>
  )
}
