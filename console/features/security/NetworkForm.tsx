import { useState } from 'react'
import { Switch } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { NetworkRules } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import type { Problem } from '../../lib/problem.ts'
import { UnsavedBar } from '../../lib/UnsavedBar.tsx'
import { useAct } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { Points } from '../../ui/Points.tsx'
import { choiceOf, draftOf, lineProblems, type NetworkDraft } from './network.form.ts'
import { NetworkAllowed } from './NetworkAllowed.tsx'
import { NetworkExempt } from './NetworkExempt.tsx'
import { NetworkPreview } from './NetworkPreview.tsx'
import { useNetworkPreview } from './network.query.ts'
import classes from './Network.module.css'

type FormProps = { company: AdministeredCompany; rules: NetworkRules; mayChange: boolean }

/** The rules as a whole: on or off, what is allowed, who is exempt; with what they would do, before they are saved. */
export function NetworkForm({ company, rules, mayChange }: FormProps) {
  const { t } = useTranslation()
  const [base, setBase] = useState(rules)
  const [draft, setDraft] = useState<NetworkDraft>(() => draftOf(rules))
  const [problem, setProblem] = useState<Problem | null>(null)
  const dirty = JSON.stringify(choiceOf(draft)) !== JSON.stringify(choiceOf(draftOf(base)))
  const begin = (from: NetworkRules) => {
    setBase(from)
    setDraft(draftOf(from))
    setProblem(null)
  }
  if (!dirty && rules.revision !== base.revision) begin(rules)
  const preview = useNetworkPreview(company.id, draft, mayChange)
  const { send, pending } = useAct({
    act: (wanted: NetworkDraft) => api.network.update.call({ company: company.id, revision: base.revision, ...choiceOf(wanted) }),
    onDone: ({ revision }, saved) => {
      const { ranges, countries } = choiceOf(saved)
      begin({ ...base, revision, enforced: saved.enforced, ranges, countries, exempt: saved.exempt })
      notifications.show({ message: t('form.saved') })
    },
    onProblem: setProblem,
  })
  const set = (change: Partial<NetworkDraft>) => {
    setProblem(null)
    setDraft((now) => ({ ...now, ...change }))
  }
  const disabled = !mayChange || pending
  return (
    <form
      className={classes.form}
      noValidate
      // Enter goes on to the next line or takes an option: what binds everybody is saved by its button alone.
      onKeyDown={(event) => event.key === 'Enter' && event.target instanceof HTMLInputElement && event.preventDefault()}
      onSubmit={(event) => {
        event.preventDefault()
        if (dirty) send(draft)
      }}
    >
      <Card id="network-rules" title={t('network.rules')}>
        <Switch
          label={t('network.enforced')}
          description={t('network.enforcedNote')}
          disabled={disabled}
          checked={draft.enforced}
          onChange={({ currentTarget }) => set({ enforced: currentTarget.checked })}
        />
        <div className={classes.points}>
          <Points
            points={[{ text: t('network.point.superAdmin') }, { text: t('network.point.private') }, { text: t('network.point.once') }]}
          />
        </div>
      </Card>
      <NetworkAllowed
        draft={draft}
        disabled={disabled}
        set={set}
        ip={rules.you.ip}
        problems={lineProblems(problem ?? preview.problem, draft.lines)}
      />
      <NetworkExempt company={company} draft={draft} disabled={disabled} set={set} />
      {mayChange && <NetworkPreview preview={preview} enforced={draft.enforced} />}
      <UnsavedBar dirty={dirty} problem={problem} pending={pending} onDiscard={() => begin(rules)} />
    </form>
  )
}
