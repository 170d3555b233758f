import { Radio } from '@mantine/core'
import '@mantine/core/styles/Radio.layer.css'
import classes from './KindChoice.module.css'

type ChoiceProps<Kind extends string> = {
  label: string
  kinds: readonly Kind[]
  kind: Kind
  nameOf: (kind: Kind) => string
  textOf: (kind: Kind) => string
  onKind: (kind: Kind) => void
}

/** Of what kind something new is to be, each with what it is for. */
export function KindChoice<Kind extends string>({ label, kinds, kind, nameOf, textOf, onKind }: ChoiceProps<Kind>) {
  return (
    <Radio.Group label={label} value={kind} onChange={onKind}>
      <div className={classes.choices}>
        {kinds.map((one) => (
          <Radio key={one} value={one} label={nameOf(one)} description={textOf(one)} />
        ))}
      </div>
    </Radio.Group>
  )
}
