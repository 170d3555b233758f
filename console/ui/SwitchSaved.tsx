import { Switch } from '@mantine/core'
import classes from './SwitchSaved.module.css'

export type SavedSwitch = {
  /** Never the reader's to turn. */
  locked: boolean
  /** Something is being saved: it waits, and keeps the keyboard's place, which a disabled one would lose. */
  busy: boolean
}

type Props = SavedSwitch & { label: string; note?: string; on: boolean; onTurn: (on: boolean) => void }

/** A switch that is saved as it is turned, and stands as the server says. */
export function SwitchSaved({ locked, busy, label, note, on, onTurn }: Props) {
  return (
    <Switch
      size="sm"
      classNames={{ description: classes.note ?? '' }}
      label={label}
      description={note}
      checked={on}
      disabled={locked}
      aria-disabled={busy || undefined}
      onChange={({ currentTarget }) => !busy && onTurn(currentTarget.checked)}
    />
  )
}
