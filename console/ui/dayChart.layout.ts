/** Geometry of a chart with one column per day: numbers in, SVG paths out. */

export type ChartDay = {
  day: string
  /** Null: nothing is known of this day. */
  value: number | null
  /** A part of `value`, drawn within it; undefined when not shown. */
  inner?: number | null | undefined
  /** Not over yet. */
  partial: boolean
  /** What changed at the start of this day, shown at a dashed line. */
  marker?: string | undefined
}

export type Plot = { left: number; top: number; width: number; height: number; step: number; max: number }

export function plotOf(days: readonly ChartDay[], width: number, height: number, yLabelWidth: number): Plot & { ticks: number[] } {
  const { max, ticks } = niceScale(Math.max(0, ...days.map((day) => day.value ?? 0)))
  const top = days.some((day) => day.marker) ? 30 : 10
  const inner = Math.max(0, width - yLabelWidth)
  return {
    left: yLabelWidth,
    top,
    width: inner,
    height: Math.max(0, height - top - 26),
    step: inner / Math.max(1, days.length),
    max,
    ticks,
  }
}

/** A top and about four grid lines at round whole numbers. */
function niceScale(highest: number): { max: number; ticks: number[] } {
  const rough = Math.max(1, highest) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= rough) ?? 10
  const step = Math.max(1, Math.ceil(factor * power))
  const count = Math.max(2, Math.ceil(highest / step))
  return { max: step * count, ticks: Array.from({ length: count + 1 }, (_, index) => index * step) }
}

export const yOf = (plot: Plot, value: number) => plot.top + plot.height * (1 - value / plot.max)
export const xOf = (plot: Plot, index: number) => plot.left + plot.step * index
export const middleOf = (plot: Plot, index: number) => xOf(plot, index) + plot.step / 2

export function indexAt(plot: Plot, x: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor((x - plot.left) / plot.step)))
}

/** One column: rounded on top when there is room, side by side without gaps when there is none. */
export function columnPath(plot: Plot, index: number, value: number | null | undefined, share = 1): string {
  if (!value) return ''
  const gap = plot.step >= 5 ? Math.max(1.5, plot.step * 0.28) : 0
  const width = Math.min((plot.step - gap) * share, 44)
  const x = middleOf(plot, index) - width / 2
  const base = plot.top + plot.height
  const y = yOf(plot, value)
  const r = Math.min(3, width / 3, base - y)
  if (width < 5) return `M${n(x)},${n(base)}V${n(y)}H${n(x + width)}V${n(base)}Z`
  return `M${n(x)},${n(base)}V${n(y + r)}Q${n(x)},${n(y)} ${n(x + r)},${n(y)}H${n(x + width - r)}Q${n(x + width)},${n(y)} ${n(x + width)},${n(y + r)}V${n(base)}Z`
}
const n = (value: number) => Number(value.toFixed(2))

/** Runs of days that nothing is known of: [first, last] indexes. */
export function unknownRuns(days: readonly ChartDay[]): [number, number][] {
  const runs: [number, number][] = []
  days.forEach((day, index) => {
    if (day.value !== null) return
    const last = runs.at(-1)
    if (last && last[1] === index - 1) last[1] = index
    else runs.push([index, index])
  })
  return runs
}

export type AxisTick = { index: number; kind: 'day' | 'month' }

/** Labels under the chart: firsts of months for long periods, else evenly spaced days counted back from the last. */
export function axisTicks(days: readonly ChartDay[], plot: Plot): AxisTick[] {
  const spacing = 64
  if (days.length > 100) {
    const firsts = days.flatMap((day, index) => (day.day.endsWith('-01') ? [index] : []))
    const every = Math.ceil(spacing / (plot.step * 30.4))
    return firsts.filter((_, place) => place % every === 0).map((index) => ({ index, kind: 'month' }))
  }
  const fit = Math.max(1, Math.ceil(spacing / plot.step))
  const every = [1, 2, 7, 14, 28].find((candidate) => candidate >= fit) ?? fit
  return days.flatMap((_, index) => ((days.length - 1 - index) % every === 0 ? [{ index, kind: 'day' as const }] : []))
}
