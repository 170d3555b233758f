import { useState } from 'react'
import { NumberInput, Radio, Select, Switch } from '@mantine/core'
import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/NumberInput.layer.css'
import '@mantine/core/styles/Radio.layer.css'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import {
  expiryChoices,
  passwordLimits,
  twoStepPolicies,
  type PasswordPolicy,
  type SignInPolicy,
  type TwoStepPolicy,
} from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { Problem } from '../../lib/problem.ts'
import { UnsavedBar } from '../../lib/UnsavedBar.tsx'
import { useAct } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import classes from './SignInPolicyForm.module.css'

type FormProps = { company: string; policy: SignInPolicy; mayChange: boolean }
/** Numbers are as typed until they are right: an emptied field is no number. */
type Numbered = keyof typeof passwordLimits
type Draft = { [K in keyof PasswordPolicy]: PasswordPolicy[K] | (K extends Numbered ? string : never) }

const fields = ['minLength', 'kinds', 'expiryDays', 'reuse', 'attempts', 'breached'] as const

/** An emptied or odd number stands as it was typed; no number at all is a choice of its own. */
const isWithin = (field: Numbered, value: Draft[Numbered]) =>
  value === null || (Number.isInteger(value) && Number(value) >= passwordLimits[field][0] && Number(value) <= passwordLimits[field][1])
const isPolicy = (draft: Draft): draft is PasswordPolicy =>
  (['minLength', 'reuse', 'attempts'] as const).every((field) => isWithin(field, draft[field]))

/** MB-4, MB-8: what passwords must be, how long they last, what failures do, and 2-step verification; saved together. */
export function SignInPolicyForm({ company, policy, mayChange }: FormProps) {
  const { t } = useTranslation()
  const [base, setBase] = useState(policy)
  const [draft, setDraft] = useState<Draft>(policy.password)
  const [twoStep, setTwoStep] = useState<TwoStepPolicy>(policy.twoStep)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [tried, setTried] = useState(false)
  const dirty = twoStep !== base.twoStep || fields.some((field) => draft[field] !== base.password[field])
  const begin = (from: SignInPolicy) => {
    setBase(from)
    setDraft(from.password)
    setTwoStep(from.twoStep)
    setProblem(null)
    setTried(false)
  }
  if (!dirty && policy !== base) begin(policy)
  const { send, pending } = useAct({
    act: api.security.update.call,
    onDone: ({ revision }, { password, twoStep: saved }) => {
      begin({ revision, password, twoStep: saved })
      notifications.show({ message: t('settings.saved') })
    },
    onProblem: setProblem,
  })
  const set = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }))
  const disabled = !mayChange || pending
  const bind = (field: Numbered) => {
    const [min, max] = passwordLimits[field]
    const error = tried && !isWithin(field, draft[field]) && t('security.between', { min, max })
    return { min, max, error, allowDecimal: false, clampBehavior: 'none', disabled } as const
  }
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (dirty && isPolicy(draft)) send({ company, revision: base.revision, password: draft, twoStep })
      }}
    >
      <Card id="security-password" title={t('security.password')}>
        <div className={classes.fields}>
          <NumberInput
            label={t('security.minLength')}
            description={t('security.minLengthNote')}
            {...bind('minLength')}
            value={draft.minLength}
            onChange={(minLength) => set({ minLength })}
          />
          <Select
            label={t('security.kinds')}
            description={t('security.kindsNote')}
            disabled={disabled}
            allowDeselect={false}
            data={[1, 2, 3, 4].map((kinds) => ({
              value: String(kinds),
              label: kinds === 1 ? t('security.kindsAny') : t('security.kindsOf', { count: kinds }),
            }))}
            value={String(draft.kinds)}
            onChange={(kinds) => set({ kinds: Number(kinds) })}
          />
          <Select
            label={t('security.expiry')}
            description={t('security.expiryNote')}
            disabled={disabled}
            allowDeselect={false}
            data={[
              { value: 'never', label: t('security.never') },
              ...expiryChoices.map((days) => ({ value: String(days), label: t('security.days', { count: days }) })),
            ]}
            value={String(draft.expiryDays ?? 'never')}
            onChange={(days) => set({ expiryDays: expiryChoices.find((choice) => String(choice) === days) ?? null })}
          />
          <NumberInput
            label={t('security.reuse')}
            description={t('security.reuseNote')}
            {...bind('reuse')}
            value={draft.reuse}
            onChange={(reuse) => set({ reuse })}
          />
          <Switch
            label={t('security.breached')}
            description={t('security.breachedNote')}
            disabled={disabled}
            checked={draft.breached}
            onChange={({ currentTarget }) => set({ breached: currentTarget.checked })}
          />
          <Switch
            label={t('security.suspend')}
            description={t('security.suspendNote')}
            disabled={disabled}
            checked={draft.attempts !== null}
            onChange={({ currentTarget }) => set({ attempts: currentTarget.checked ? 10 : null })}
          />
          {draft.attempts !== null && (
            <NumberInput
              label={t('security.attempts')}
              {...bind('attempts')}
              value={draft.attempts}
              onChange={(attempts) => set({ attempts })}
            />
          )}
        </div>
      </Card>
      <Card id="security-two-step" title={t('security.twoStep')}>
        <Radio.Group
          label={t('security.twoStepLabel')}
          value={twoStep}
          onChange={(value) => setTwoStep(twoStepPolicies.find((one) => one === value) ?? 'off')}
        >
          <div className={classes.options}>
            {twoStepPolicies.map((one) => (
              <Radio
                key={one}
                value={one}
                disabled={disabled}
                label={t(`security.twoStepPolicy.${one}`)}
                description={t(`security.twoStepNote.${one}`)}
              />
            ))}
          </div>
        </Radio.Group>
      </Card>
      <UnsavedBar dirty={dirty} problem={problem} pending={pending} onDiscard={() => begin(policy)} />
    </form>
  )
}
