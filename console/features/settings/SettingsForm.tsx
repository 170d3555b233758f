import { useState, type ReactNode } from 'react'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { Settings } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { fieldIssues, type Problem } from '../../lib/problem.ts'
import { UnsavedBar } from '../../lib/UnsavedBar.tsx'
import { useAct } from '../../lib/useAct.ts'
import { GeneralCard } from './GeneralCard.tsx'
import { OwnFieldsCard } from './OwnFieldsCard.tsx'
import { PlanCard } from './PlanCard.tsx'
import { PolicyCard } from './PolicyCard.tsx'
import { changeOf, draftOf, type Draft } from './settings.form.ts'
import classes from './Settings.module.css'

type FormProps = { company: string; settings: Settings; mayChange: boolean; children: ReactNode }

/** What is edited together: nothing is sent before *Save changes*, and leaving with unsaved changes is asked about. */
export function SettingsForm({ company, settings, mayChange, children }: FormProps) {
  const { t } = useTranslation()
  // What the draft was begun from: what others change meanwhile is not silently taken for the reader's own change.
  const [base, setBase] = useState(settings)
  const [draft, setDraft] = useState(draftOf(settings))
  const [problem, setProblem] = useState<Problem | null>(null)
  const change = changeOf(base, draft)
  const dirty = Object.keys(change).length > 0
  const begin = (from: Settings) => {
    setBase(from)
    setDraft(draftOf(from))
    setProblem(null)
  }
  if (!dirty && settings !== base) begin(settings)

  const { send, pending } = useAct({
    act: api.settings.update.call,
    onDone: ({ revision }) => {
      begin({ ...base, ...draft, revision })
      notifications.show({ message: t('form.saved') })
    },
    onProblem: setProblem,
  })
  const set = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }))
  const issues = problem?.code === 'input_invalid' ? fieldIssues(problem) : new Map<string, string>()
  const card = { draft, set, disabled: !mayChange || pending }

  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (dirty) send({ company, revision: base.revision, settings: change })
      }}
    >
      <div className={classes.columns}>
        <div className={classes.column}>
          <GeneralCard {...card} issues={issues} />
          <PolicyCard {...card} />
          <OwnFieldsCard {...card} />
        </div>
        <div className={classes.column}>
          <PlanCard {...card} mayChange={settings.mayChangePlan && mayChange} />
          {children}
        </div>
      </div>
      <UnsavedBar dirty={dirty} problem={issues.size === 0 ? problem : null} pending={pending} onDiscard={() => begin(settings)} />
    </form>
  )
}
