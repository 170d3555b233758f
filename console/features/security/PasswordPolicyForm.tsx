import { useState } from 'react'
import { NumberInput, Select, Switch } from '@mantine/core'
import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/NumberInput.layer.css'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { expiryChoices, passwordPolicyShape, type PasswordPolicy } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { Problem } from '../../lib/problem.ts'
import { UnsavedBar } from '../../lib/UnsavedBar.tsx'
import { useAct } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import classes from './PasswordPolicyForm.module.css'

type Policy = { revision: number; password: PasswordPolicy }
type FormProps = { company: string; policy: Policy; mayChange: boolean }
/** Numbers are as typed until they are right: an emptied field is no number. */
type Draft = { [K in keyof PasswordPolicy]: PasswordPolicy[K] | (K extends 'minLength' | 'reuse' | 'attempts' ? string : never) }

const fields = ['minLength', 'kinds', 'expiryDays', 'reuse', 'attempts', 'breached'] as const

/** MB-4: length, kinds of characters, known passwords, expiry, reuse, and failures until suspension; saved together. */
export function PasswordPolicyForm({ company, policy, mayChange }: FormProps) {
  const { t } = useTranslation()
  const [base, setBase] = useState(policy)
  const [draft, setDraft] = useState<Draft>(policy.password)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [tried, setTried] = useState(false)
  const dirty = fields.some((field) => draft[field] !== base.password[field])
  const begin = (from: Policy) => {
    setBase(from)
    setDraft(from.password)
    setProblem(null)
    setTried(false)
  }
  if (!dirty && policy !== base) begin(policy)
  const { send, pending } = useAct({
    act: api.security.update.call,
    onDone: ({ revision }, { password }) => {
      begin({ revision, password })
      notifications.show({ message: t('settings.saved') })
    },
    onProblem: setProblem,
  })
  const parsed = passwordPolicyShape.safeParse(draft)
  const wrong = new Set(tried && !parsed.success ? parsed.error.issues.map((issue) => issue.path[0]) : [])
  const set = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }))
  const disabled = !mayChange || pending
  const errorOf = (field: keyof PasswordPolicy, text: string) => (wrong.has(field) ? { error: text } : {})
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (dirty && parsed.success) send({ company, revision: base.revision, password: parsed.data })
      }}
    >
      <Card id="security-password" title={t('security.password')}>
        <div className={classes.fields}>
          <NumberInput
            label={t('security.minLength')}
            description={t('security.minLengthNote')}
            min={8}
            max={64}
            allowDecimal={false}
            clampBehavior="none"
            disabled={disabled}
            value={draft.minLength}
            onChange={(minLength) => set({ minLength })}
            {...errorOf('minLength', t('security.between', { min: 8, max: 64 }))}
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
            min={0}
            max={24}
            allowDecimal={false}
            clampBehavior="none"
            disabled={disabled}
            value={draft.reuse}
            onChange={(reuse) => set({ reuse })}
            {...errorOf('reuse', t('security.between', { min: 0, max: 24 }))}
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
              min={3}
              max={20}
              allowDecimal={false}
              clampBehavior="none"
              disabled={disabled}
              value={draft.attempts}
              onChange={(attempts) => set({ attempts })}
              {...errorOf('attempts', t('security.between', { min: 3, max: 20 }))}
            />
          )}
        </div>
      </Card>
      <UnsavedBar dirty={dirty} problem={problem} pending={pending} onDiscard={() => begin(policy)} />
    </form>
  )
}
