import { IconCalendarOff, IconSeeding } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { formatPeriod } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { allowedRange, problemOf, problemText } from '../../lib/problem.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'

type ProblemProps = { error: unknown; onRetry: () => void; onReset: () => void }

/** A period typed into the URL that the server refuses has its own way back; all else is shown as everywhere. */
export function ActiveUsersProblem({ error, onRetry, onReset }: ProblemProps) {
  const problem = problemOf(error)
  if (problem.code === 'period_invalid' || problem.code === 'input_invalid') return <PeriodRefused error={error} onReset={onReset} />
  return <ProblemPanel error={error} onRetry={onRetry} />
}

/** AU-3: `period_invalid`, with the allowed range. */
function PeriodRefused({ error, onReset }: { error: unknown; onReset: () => void }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const problem = problemOf(error)
  const range = allowedRange(problem)
  return (
    <StatePanel
      alert
      icon={<IconCalendarOff size={24} stroke={1.75} />}
      title={problemText({ ...problem, code: 'period_invalid' }, locale, '')}
      actions={<Button onClick={onReset}>{t('activeUsers.backToDefault')}</Button>}
    >
      {range && <p>{t('activeUsers.allowed', { period: formatPeriod(range.earliest, range.latest, locale) })}</p>}
    </StatePanel>
  )
}

/** A company nobody has used yet: what will make numbers appear. */
export function NoUseYet() {
  const { t } = useTranslation()
  return (
    <StatePanel icon={<IconSeeding size={24} stroke={1.75} />} title={t('activeUsers.empty.title')}>
      <p>{t('activeUsers.empty.text')}</p>
      <ul>
        <li>{t('activeUsers.empty.signIn')}</li>
        <li>{t('activeUsers.empty.use')}</li>
        <li>{t('activeUsers.empty.late')}</li>
      </ul>
    </StatePanel>
  )
}
