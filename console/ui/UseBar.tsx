import type { ReactNode } from 'react'
import classes from './UseBar.module.css'

type Props = {
  label: string
  /** The numbers in words, beside the label. */
  text: string
  /** How full it is, 0 to 1 and beyond; null: nothing to hold it against. */
  share: number | null
  /** What is said beneath. */
  note: ReactNode
}

/** How much of something is in use. From nine tenths of it the bar stands out; the text says it as well. */
export function UseBar({ label, text, share, note }: Props) {
  return (
    <div className={classes.use}>
      <div className={classes.head}>
        <span className={classes.label}>{label}</span>
        <span className={classes.text}>{text}</span>
      </div>
      {share !== null && <UseTrack label={label} text={text} share={share} />}
      <p className={classes.note}>{note}</p>
    </div>
  )
}

/** The bar alone; `text` stands beside it. */
export function UseTrack({ label, text, share }: { label: string; text: string; share: number }) {
  const percent = Math.min(100, Math.floor(share * 100))
  return (
    <div
      className={classes.track}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={text}
    >
      <div className={classes.bar} data-near={share >= 0.9 || undefined} style={{ inlineSize: `${percent}%` }} />
    </div>
  )
}
