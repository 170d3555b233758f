import { useId, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import { useElementSize } from '@mantine/hooks'
import { VisuallyHidden } from '@mantine/core'
import { DayChartMarks } from './DayChartMarks.tsx'
import { indexAt, middleOf, plotOf, type ChartDay } from './dayChart.layout.ts'
import classes from './DayChart.module.css'

export type DayChartTexts = {
  /** Names the chart. */
  label: string
  roleDescription: string
  keys: string
  unknown: string
  tick: (day: string, kind: 'day' | 'month') => string
  count: (count: number) => string
  /** What a screen reader hears of a day. */
  announce: (index: number) => string
}

type DayChartProps = {
  days: ChartDay[]
  texts: DayChartTexts
  renderTip: (index: number) => ReactNode
  /** In pixels. */
  height?: number
  /** The part within a column is as wide as it: the column is the sum of two. */
  stacked?: boolean
}

const week = 7

/** AU-4: hover or arrow keys show a day and its count. Drawn by hand: keys, hatching and unknown days are ours to decide. */
export function DayChart({ days, texts, renderTip, height = 264, stacked = false }: DayChartProps) {
  const { ref, width } = useElementSize<HTMLDivElement>()
  const [active, setActive] = useState<number | null>(null)
  const [spoken, setSpoken] = useState('')
  const keysId = useId()
  const last = days.length - 1
  const widest = texts.count(plotOf(days, width, height, 0).max)
  const plot = plotOf(days, width, height, 12 + widest.length * 7)
  const shown = active === null ? null : Math.min(active, last)

  const moveTo = (index: number) => {
    const next = Math.min(last, Math.max(0, index))
    setActive(next)
    setSpoken(texts.announce(next))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const from = shown ?? last
    const target = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last, PageUp: from - week, PageDown: from + week }[event.key]
    if (target !== undefined) moveTo(target)
    else if (event.key === 'Escape') setActive(null)
    else return
    event.preventDefault()
  }
  const onPointer = (event: PointerEvent<HTMLDivElement>) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left
    setActive(x < plot.left ? null : indexAt(plot, x, days.length))
  }

  return (
    <div className={classes.frame}>
      <div
        ref={ref}
        className={classes.chart}
        style={{ height }}
        role="application"
        aria-label={texts.label}
        aria-roledescription={texts.roleDescription}
        aria-describedby={keysId}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={(event) => event.currentTarget.matches(':focus-visible') && moveTo(shown ?? last)}
        onBlur={() => setActive(null)}
        onPointerMove={onPointer}
        onPointerDown={onPointer}
        onPointerLeave={() => setActive(null)}
      >
        {width > 0 && (
          <DayChartMarks days={days} plot={plot} height={height} width={width} active={shown} texts={texts} stacked={stacked} />
        )}
        {shown !== null && width > 0 && (
          <div className={classes.tip} style={tipPlace(middleOf(plot, shown), width)} aria-hidden>
            {renderTip(shown)}
          </div>
        )}
      </div>
      <VisuallyHidden id={keysId}>{texts.keys}</VisuallyHidden>
      <VisuallyHidden role="status" aria-live="polite">
        {spoken}
      </VisuallyHidden>
    </div>
  )
}

/** Beside the day, on the side with more room, so that it never covers the column it tells of. */
function tipPlace(x: number, width: number) {
  return x > width / 2 ? { right: width - x + 14 } : { left: x + 14 }
}
