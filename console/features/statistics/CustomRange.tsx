import type { ReactElement } from 'react'
import { IconCalendar } from '@tabler/icons-react'
import { Tooltip } from '@mantine/core'
import { DatePickerInput, DatesProvider } from '@mantine/dates'
import { useTranslation } from 'react-i18next'
import 'dayjs/locale/ja'
import 'dayjs/locale/ko'
import '@mantine/core/styles/ModalBase.layer.css'
import '@mantine/core/styles/Modal.layer.css'
import '@mantine/dates/styles.layer.css'
import type { ActiveUsers } from '@muster/contract'
import { formatDate, formatDay } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { DraftRange } from './PeriodPicker.tsx'
import classes from './CustomRange.module.css'

type CustomRangeProps = {
  value: DraftRange
  range: ActiveUsers['range']
  today: string
  narrow: boolean
  onChange: (range: DraftRange) => void
}

/** AU-3: days outside the allowed range cannot be chosen; the range is what the server last said. */
export function CustomRange({ value, range, today, narrow, onChange }: CustomRangeProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [from, to] = value
  const limits = t('period.limits', { from: formatDate(range.earliest, locale), to: formatDate(range.latest, locale) })
  const chosen = [from, to].map((day) => (day ? formatDate(day, locale) : '…')).join(' – ')
  return (
    <DatesProvider settings={{ locale, firstDayOfWeek: locale === 'en' ? 1 : 0 }}>
      <DatePickerInput
        type="range"
        className={classes.input ?? ''}
        aria-label={`${t('period.customLabel')}: ${chosen}`}
        placeholder={limits}
        title={limits}
        leftSection={<IconCalendar size={16} stroke={1.75} aria-hidden />}
        value={value}
        onChange={([first, last]) => onChange([first, last])}
        valueFormatter={() => chosen}
        minDate={range.earliest}
        maxDate={range.latest}
        defaultDate={to ?? range.latest}
        allowSingleDateInRange
        numberOfColumns={narrow ? 1 : 2}
        dropdownType={narrow ? 'modal' : 'popover'}
        popoverProps={{ attributes: { dropdown: { 'aria-label': t('period.customLabel') } } }}
        modalProps={{ title: t('period.customLabel'), closeButtonProps: { 'aria-label': t('common.close') } }}
        columnsToScroll={1}
        hideOutsideDates
        classNames={{ day: classes.day ?? '' }}
        getDayProps={(day) => (day === today ? { 'aria-current': 'date', className: classes.today ?? '' } : {})}
        getDayAriaLabel={(day) => formatDay(day, locale)}
        ariaLabels={{
          previousMonth: t('period.previousMonth'),
          nextMonth: t('period.nextMonth'),
          previousYear: t('period.previousYear'),
          nextYear: t('period.nextYear'),
        }}
      />
    </DatesProvider>
  )
}

/** Why the period cannot be viewed yet. */
export function IncompleteTip({ disabled, children }: { disabled: boolean; children: ReactElement }) {
  const { t } = useTranslation()
  return (
    <Tooltip label={t('period.incomplete')} disabled={disabled}>
      {children}
    </Tooltip>
  )
}
