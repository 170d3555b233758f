import { Button } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'
import type { Problem } from './problem.ts'
import { useProblemLine } from './useAct.ts'
import classes from './UnsavedBar.module.css'

type BarProps = {
  dirty: boolean
  /** Why saving was refused, unless the fields say it themselves. */
  problem: Problem | null
  pending: boolean
  /** Begins anew from what the server says. */
  onDiscard: () => void
}

/** The foot of a form that is saved as a whole: nothing is sent before *Save changes*, and leaving with unsaved changes is asked about. */
export function UnsavedBar({ dirty, problem, pending, onDiscard }: BarProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const blocker = useBlocker({ shouldBlockFn: () => dirty, enableBeforeUnload: dirty, withResolver: true })
  const isStale = problem?.code === 'changed_meanwhile'
  return (
    <>
      {dirty && (
        <div className={classes.bar} role="region" aria-label={t('form.unsaved')}>
          <p>{problem ? <FormProblem text={isStale ? t('form.meanwhile') : line(problem)} /> : t('form.unsaved')}</p>
          <Button variant="default" onClick={onDiscard}>
            {t(isStale ? 'form.newest' : 'form.discard')}
          </Button>
          <Button type="submit" loading={pending}>
            {t('form.save')}
          </Button>
        </div>
      )}
      {blocker.status === 'blocked' && (
        <ConfirmDialog
          title={t('form.leave.title')}
          points={[{ text: t('form.leave.text'), lost: true }]}
          confirm={t('form.leave.go')}
          cancel={t('form.leave.stay')}
          danger
          pending={false}
          onConfirm={blocker.proceed}
          onClose={blocker.reset}
        />
      )}
    </>
  )
}
