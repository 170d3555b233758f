import { IconAlertTriangle, IconLock, IconPlugConnectedX } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { StatePanel } from '../ui/StatePanel.tsx'
import { useLocale } from './locale.ts'
import { problemOf, problemText, refusedAddress, type Problem } from './problem.ts'

const closed: readonly Problem['code'][] = ['forbidden', 'plan_required', 'not_found']
const locked: readonly Problem['code'][] = [...closed, 'network_refused']
/** Asking the same again would be answered the same. */
const final: readonly Problem['code'][] = [...closed, 'input_invalid']

/** An error of the API in place of what it should have answered: the contract's sentence, a retry, and the request number. */
export function ProblemPanel({ error, onRetry, level = 2 }: { error: unknown; onRetry: () => void; level?: 1 | 2 }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const problem = problemOf(error)
  const Icon = locked.includes(problem.code) ? IconLock : problem.code === 'unreachable' ? IconPlugConnectedX : IconAlertTriangle
  return (
    <StatePanel
      alert
      level={level}
      icon={<Icon size={24} stroke={1.75} />}
      title={problemText(problem, locale, t('problem.unreachable'))}
      foot={problem.requestId && t('problem.request', { id: problem.requestId })}
      actions={
        !final.includes(problem.code) && (
          <Button variant="default" onClick={onRetry}>
            {t('common.retry')}
          </Button>
        )
      }
    >
      {problem.code === 'unreachable' && <p>{t('problem.unreachableText')}</p>}
      {problem.code === 'network_refused' && <p>{t('problem.networkRefused', { ip: refusedAddress(problem) ?? t('common.noIp') })}</p>}
    </StatePanel>
  )
}
