import { lazy, Suspense, useState, type MouseEvent } from 'react'
import { Button, NativeSelect, SegmentedControl, Skeleton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { presets, type ActiveUsers } from '@muster/contract'
import { customPeriod, isPreset, rangeOf } from './activeUsers.query.ts'
import classes from './PeriodPicker.module.css'

/** The calendar comes when someone wants it, and with it what says that a day is missing. */
const CustomRange = lazy(async () => ({ default: (await import('./CustomRange.tsx')).CustomRange }))
const IncompleteTip = lazy(async () => ({ default: (await import('./CustomRange.tsx')).IncompleteTip }))

export type DraftRange = [string | null, string | null]
type PickerProps = {
  applied: string
  /** The days on screen: where a custom range starts from. */
  shown: { from: string; to: string }
  range: ActiveUsers['range']
  today: string
  fetching: boolean
  onView: (period: string) => void
}
const custom = 'custom'

/** AU-3: a preset or a custom range, applied with View and not before. */
export function PeriodPicker({ applied, shown, range, today, fetching, onView }: PickerProps) {
  const { t } = useTranslation()
  const narrow = useMediaQuery('(max-width: 47.99em)')
  const [draft, setDraft] = useDraft(applied, shown)
  const [from, to] = draft.range
  const period = draft.choice !== custom ? draft.choice : from && to ? customPeriod(from, to) : null
  const choices = [
    ...presets.map((preset) => ({ value: preset, label: t(`period.${preset}`) })),
    { value: custom, label: t('period.custom') },
  ]
  const choose = (choice: string) => setDraft({ ...draft, choice })
  const view = (event: MouseEvent) => {
    const secondOfDoubleClick = event.detail > 1
    if (period && !secondOfDoubleClick) onView(period)
  }

  const button = (
    <Button onClick={view} aria-disabled={period === null} data-disabled={period === null} aria-busy={fetching}>
      {t('period.view')}
    </Button>
  )

  return (
    <div className={classes.picker}>
      {narrow ? (
        <NativeSelect
          className={classes.select ?? ''}
          aria-label={t('period.label')}
          data={choices}
          value={draft.choice}
          onChange={(event) => choose(event.currentTarget.value)}
        />
      ) : (
        <SegmentedControl
          size="sm"
          aria-label={t('period.label')}
          data={choices}
          value={draft.choice}
          onChange={choose}
          classNames={{ root: classes.segments ?? '' }}
        />
      )}
      {draft.choice === custom && (
        <Suspense fallback={<Skeleton height={36} width={224} />}>
          <CustomRange
            value={draft.range}
            range={range}
            today={today}
            narrow={narrow}
            onChange={(next) => setDraft({ choice: custom, range: next })}
          />
        </Suspense>
      )}
      <Suspense fallback={button}>
        {draft.choice === custom ? <IncompleteTip disabled={period !== null}>{button}</IncompleteTip> : button}
      </Suspense>
    </div>
  )
}

/** What is being chosen. Taken anew from the URL when that changes, e.g. by the Back button. */
function useDraft(applied: string, shown: { from: string; to: string }) {
  const start = () => ({
    choice: isPreset(applied) ? applied : custom,
    range: rangeOf(applied) ?? ([shown.from, shown.to] satisfies [string, string]),
  })
  const [of, setOf] = useState(applied)
  const [draft, setDraft] = useState<{ choice: string; range: DraftRange }>(start)
  if (of !== applied) {
    setOf(applied)
    setDraft(start())
  }
  return [draft, setDraft] as const
}
