import classes from './Sparkline.module.css'

const [width, height] = [300, 64]

/** A small curve of values in order, from 0 up; null where nothing is known. `label` says in words what it shows. */
export function Sparkline({ values, label }: { values: readonly (number | null)[]; label: string }) {
  const most = Math.max(1, ...values.map((value) => value ?? 0))
  const points = values.flatMap((value, i) =>
    value === null
      ? []
      : [{ x: values.length < 2 ? width : (i * width) / (values.length - 1), y: height - 2 - (value / most) * (height - 6) }],
  )
  // One day alone is a dot: a line of no length.
  const drawn = points.length === 1 ? [...points, ...points] : points
  const line = drawn.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join(' ')
  const [first, last] = [points[0], points.at(-1)]
  return (
    <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label} className={classes.sparkline}>
      {first && last && <path d={`${line} L${last.x.toFixed(1)} ${height} L${first.x.toFixed(1)} ${height} Z`} className={classes.area} />}
      <path d={line} className={classes.line} data-alone={points.length === 1 || undefined} />
    </svg>
  )
}
