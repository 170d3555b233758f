import { IconAlertTriangle, IconPoint } from '@tabler/icons-react'
import classes from './Points.module.css'

/** A sentence of what will happen; `lost` when it does not come back. */
export type Point = { text: string; lost?: boolean }

export function Points({ points }: { points: readonly Point[] }) {
  return (
    <ul className={classes.points}>
      {points.map(({ text, lost }) => (
        <li key={text} data-lost={lost || undefined}>
          {lost ? <IconAlertTriangle size={18} stroke={1.75} aria-hidden /> : <IconPoint size={18} stroke={1.75} aria-hidden />}
          <span>{text}</span>
        </li>
      ))}
    </ul>
  )
}
