import { useState } from 'react'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { SignInPolicy } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { Problem } from '../../lib/problem.ts'
import { UnsavedBar } from '../../lib/UnsavedBar.tsx'
import { useAct } from '../../lib/useAct.ts'
import { PasswordPolicyCard } from './PasswordPolicyCard.tsx'
import { isPolicy, type PolicyDraft } from './policy.form.ts'
import classes from './SignInPolicyForm.module.css'
import { TwoStepPolicyCard } from './TwoStepPolicyCard.tsx'
import { WaysPolicyCard } from './WaysPolicyCard.tsx'

type FormProps = { company: string; policy: SignInPolicy; mayChange: boolean }

/** MB-4, MB-5, MB-8: what the company asks of passwords, of the second step and of other ways to sign in; saved together. */
export function SignInPolicyForm({ company, policy, mayChange }: FormProps) {
  const { t } = useTranslation()
  const [base, setBase] = useState(policy)
  const [draft, setDraft] = useState<PolicyDraft>(policy)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [tried, setTried] = useState(false)
  const dirty = JSON.stringify(draft) !== JSON.stringify(base)
  const begin = (from: SignInPolicy) => {
    setBase(from)
    setDraft(from)
    setProblem(null)
    setTried(false)
  }
  if (!dirty && policy !== base) begin(policy)
  const { send, pending } = useAct({
    act: (wanted: SignInPolicy) => api.security.update.call({ company, ...wanted }),
    onDone: ({ revision }, saved) => {
      begin({ ...saved, revision })
      notifications.show({ message: t('form.saved') })
    },
    onProblem: setProblem,
  })
  const card = { draft, disabled: !mayChange || pending, set: (change: Partial<PolicyDraft>) => setDraft((now) => ({ ...now, ...change })) }
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (dirty && isPolicy(draft)) send(draft)
      }}
    >
      <PasswordPolicyCard {...card} tried={tried} />
      <TwoStepPolicyCard {...card} />
      <WaysPolicyCard {...card} />
      <UnsavedBar dirty={dirty} problem={problem} pending={pending} onDiscard={() => begin(policy)} />
    </form>
  )
}
