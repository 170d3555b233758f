import { Checkbox } from '@mantine/core'
import '@mantine/core/styles/Checkbox.layer.css'
import { useTranslation } from 'react-i18next'
import type { EventType } from '@muster/contract'
import { eventGroups, useEventTexts } from './eventTexts.ts'
import classes from './Integrations.module.css'

type PickerProps = {
  /** Those that can be chosen. */
  of: readonly EventType[]
  chosen: readonly EventType[]
  error?: string | undefined
  onChosen: (types: EventType[]) => void
}

/** Which events an endpoint is told of: all, a whole noun, or one by one. */
export function EventPicker({ of, chosen, error, onChosen }: PickerProps) {
  const { t } = useTranslation()
  const { short } = useEventTexts()
  const pick = (types: readonly EventType[], on: boolean) =>
    onChosen(of.filter((type) => (types.includes(type) ? on : chosen.includes(type))))
  const box = (types: readonly EventType[], label: string) => {
    const count = types.filter((type) => chosen.includes(type)).length
    return (
      <Checkbox
        label={label}
        checked={count === types.length}
        indeterminate={count > 0 && count < types.length}
        onChange={({ currentTarget }) => pick(types, currentTarget.checked)}
      />
    )
  }
  const groups = eventGroups
    .map(({ noun, types }) => ({ noun, types: types.filter((type) => of.includes(type)) }))
    .filter(({ types }) => types.length > 0)
  return (
    <fieldset className={classes.events} aria-describedby={error ? 'events-problem' : 'events-note'}>
      <legend>{t('integrations.events')}</legend>
      <p id="events-note" className={classes.note}>
        {t('integrations.eventsNote')}
      </p>
      <div className={classes.picker}>
        {of.length > 2 && box(of, t('integrations.allOf'))}
        {groups.map(({ noun, types }) =>
          types.length === 1 ? (
            <Checkbox
              key={noun}
              label={short(types[0] ?? 'session.revoked')}
              checked={chosen.includes(types[0] ?? 'session.revoked')}
              onChange={({ currentTarget }) => pick(types, currentTarget.checked)}
            />
          ) : (
            <div key={noun} role="group" aria-label={t(`integrations.group.${noun}`)}>
              {box(types, t(`integrations.group.${noun}`))}
              <div className={classes.ones}>
                {types.map((type) => (
                  <Checkbox
                    key={type}
                    size="xs"
                    label={short(type)}
                    checked={chosen.includes(type)}
                    onChange={({ currentTarget }) => pick([type], currentTarget.checked)}
                  />
                ))}
              </div>
            </div>
          ),
        )}
      </div>
      {error && (
        <p id="events-problem" role="alert" className={classes.problem}>
          {error}
        </p>
      )}
    </fieldset>
  )
}
