import { useId } from 'react'
import type { DayChartTexts } from './DayChart.tsx'
import { axisTicks, columnPath, middleOf, unknownRuns, xOf, yOf, type ChartDay, type Plot } from './dayChart.layout.ts'
import classes from './DayChart.module.css'

type MarksProps = {
  days: ChartDay[]
  plot: Plot & { ticks: number[] }
  width: number
  height: number
  active: number | null
  stacked: boolean
  texts: Pick<DayChartTexts, 'tick' | 'count' | 'unknown'>
}

/** Everything drawn; silent for screen readers, which get the announcement and the table. */
export function DayChartMarks({ days, plot, width, height, active, texts, stacked }: MarksProps) {
  const hatch = useId()
  const columns = (wanted: (day: ChartDay) => boolean) =>
    days.map((day, index) => (wanted(day) ? columnPath(plot, index, day.value) : '')).join('')
  const base = plot.top + plot.height
  const inner = stacked ? 1 : 0.5

  return (
    <svg width={width} height={height} className={classes.svg} aria-hidden focusable="false">
      <defs>
        <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="5" height="5" className={classes.hatchGround} />
          <line x1="1" y1="0" x2="1" y2="5" className={classes.hatchLine} />
        </pattern>
      </defs>
      {plot.ticks.map((tick) => (
        <g key={tick}>
          <line x1={plot.left} x2={width} y1={yOf(plot, tick)} y2={yOf(plot, tick)} className={tick ? classes.grid : classes.base} />
          <text x={plot.left - 10} y={yOf(plot, tick)} dy="0.35em" textAnchor="end" className={classes.tick}>
            {texts.count(tick)}
          </text>
        </g>
      ))}
      {active !== null && (
        <rect x={xOf(plot, active)} y={plot.top} width={Math.max(2, plot.step)} height={plot.height} className={classes.band} />
      )}
      {unknownRuns(days).map(([first, last]) => (
        <UnknownRun key={first} x={xOf(plot, first)} width={plot.step * (last - first + 1)} plot={plot} text={texts.unknown} />
      ))}
      <path d={columns((day) => !day.partial)} className={classes.column} />
      <path d={columns((day) => day.partial)} fill={`url(#${hatch})`} className={classes.partial} />
      <path d={days.map((day, index) => columnPath(plot, index, day.inner, inner)).join('')} className={classes.inner} />
      {active !== null && !days[active]?.partial && <path d={columnPath(plot, active, days[active]?.value)} className={classes.strong} />}
      {active !== null && <path d={columnPath(plot, active, days[active]?.inner, inner)} className={classes.inner} />}
      {days.map((day, index) => day.marker && <Marker key={day.day} x={xOf(plot, index)} plot={plot} width={width} text={day.marker} />)}
      {axisTicks(days, plot).map(({ index, kind }) => (
        <AxisLabel key={index} x={middleOf(plot, index)} y={base + 18} width={width} text={texts.tick(days[index]?.day ?? '', kind)} />
      ))}
    </svg>
  )
}

function UnknownRun({ x, width, plot, text }: { x: number; width: number; plot: Plot; text: string }) {
  const base = plot.top + plot.height
  return (
    <g>
      <rect x={x} y={plot.top} width={width} height={plot.height} className={classes.unknown} />
      <line x1={x} x2={x + width} y1={base} y2={base} className={classes.unknownBase} />
      {width > text.length * 9 && (
        <text x={x + width / 2} y={plot.top + plot.height / 2} textAnchor="middle" className={classes.tick}>
          {text}
        </text>
      )}
    </g>
  )
}

/** T-3: the first day of a new time zone. */
function Marker({ x, plot, width, text }: { x: number; plot: Plot; width: number; text: string }) {
  const toLeft = x > (width + plot.left) / 2
  return (
    <g className={classes.marker}>
      <line x1={x} x2={x} y1={8} y2={plot.top + plot.height} />
      <text x={toLeft ? x - 6 : x + 6} y={16} textAnchor={toLeft ? 'end' : 'start'}>
        {text}
      </text>
    </g>
  )
}

function AxisLabel({ x, y, width, text }: { x: number; y: number; width: number; text: string }) {
  const anchor = x > width - 26 ? 'end' : 'middle'
  return (
    <text x={anchor === 'end' ? width : x} y={y} textAnchor={anchor} className={classes.tick}>
      {text}
    </text>
  )
}
