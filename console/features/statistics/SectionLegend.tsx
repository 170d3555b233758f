import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Section } from '@muster/contract'
import { ChartOrTable } from '../../ui/ChartOrTable.tsx'
import type { SectionDay } from './activeUsers.days.ts'
import classes from './SectionLegend.module.css'

type LegendProps = {
  section: Section
  days: SectionDay[]
  withSignedIn: boolean
  /** Only the section that has the series (AU-1). */
  onSignedIn: ((on: boolean) => void) | undefined
  asTable: boolean
  onTable: (on: boolean) => void
}

/** What the marks mean, the extra series, and the way from chart to table and back. */
export function SectionLegend({ section, days, withSignedIn, onSignedIn, asTable, onTable }: LegendProps) {
  const { t } = useTranslation()
  return (
    <div className={classes.row}>
      {!asTable && (
        <ul className={classes.keys}>
          <Key mark={classes.full} text={t(`activeUsers.${section}.series`)} />
          {withSignedIn && <Key mark={classes.inner} text={t('activeUsers.signedIn')} />}
          {days.some((day) => day.isToday) && <Key mark={classes.today} text={t('activeUsers.todaySoFar')} />}
          {days.some((day) => day.count === null) && <Key mark={classes.unknown} text={t('activeUsers.unknown')} />}
        </ul>
      )}
      <div className={classes.tools}>
        {onSignedIn && (
          <Switch
            size="xs"
            label={t('activeUsers.showSignedIn')}
            checked={withSignedIn}
            onChange={(event) => onSignedIn(event.currentTarget.checked)}
          />
        )}
        <ChartOrTable
          asTable={asTable}
          onTable={onTable}
          texts={{ table: t('activeUsers.showAsTable'), chart: t('activeUsers.showAsChart') }}
        />
      </div>
    </div>
  )
}

function Key({ mark, text }: { mark: string | undefined; text: string }) {
  return (
    <li>
      <span className={mark} aria-hidden />
      {text}
    </li>
  )
}
