import { useState, type FormEvent } from 'react'
import { IconCircleCheck } from '@tabler/icons-react'
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Checkbox.layer.css'
import { locales, type Profile } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { isLocale, languageNames, useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { wallOf } from '../../lib/zoned.ts'
import { pages } from '../../paths.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import { SecretOnce } from '../../ui/SecretOnce.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { useAskedClose } from '../../ui/useAskedClose.tsx'
import { TeamPicker, TitlePicker } from '../../lib/PlacePickers.tsx'
import { ProfileWork, useTextField } from '../../lib/ProfileFields.tsx'
import { RegisterPassword } from './RegisterPassword.tsx'
import { fieldsRefused, type ProfileForm } from '../../lib/profile.form.ts'
import { useRefused } from '../../lib/refused.form.ts'
import { nobodyYet, registrationOf, withoutDomain, type Registering } from './register.form.ts'
import classes from '../../lib/MemberForms.module.css'

type RegisterProps = { company: AdministeredCompany; onClose: () => void }
type Registered = { id: string; name: string; login: string; password: string | null }

/** MB-19: one member, with one of the three ways to a first password. */
export function RegisterDialog({ company, onClose }: RegisterProps) {
  const { t } = useTranslation()
  const [done, setDone] = useState<Registered | null>(null)
  if (!done) return <RegisterForm company={company} onClose={onClose} onDone={setDone} />
  if (done.password !== null)
    return (
      <SecretOnce
        title={t('register.shown')}
        text={t('register.hand', { count: 1 })}
        secrets={[{ name: done.name, login: done.login, secret: done.password }]}
        onClose={onClose}
      />
    )
  return (
    <Dialog title={t('register.one')} onClose={onClose}>
      <StatePanel
        icon={<IconCircleCheck size={24} stroke={1.75} />}
        title={t('register.done', { name: done.name })}
        actions={
          <>
            <Button variant="default" onClick={() => setDone(null)}>
              {t('register.another')}
            </Button>
            <Link to={pages.member} params={{ member: done.id }} search={{ company: company.id }} onClick={onClose}>
              {t('register.open')}
            </Link>
          </>
        }
      >
        <p>{done.login}</p>
      </StatePanel>
    </Dialog>
  )
}

function RegisterForm({ company, onClose, onDone }: RegisterProps & { onDone: (registered: Registered) => void }) {
  const { t } = useTranslation()
  const locale = useLocale()
  // P-2: whose role is limited to a team registers into it, or beneath.
  const [first] = useState(() => nobodyYet(locale, company.teamId))
  const [values, setValues] = useState(first)
  const { send, pending, problem, error, ...refusals } = useRegister(onDone)
  const { close, asking } = useAskedClose(JSON.stringify(values) !== JSON.stringify(first), onClose)
  const set = (change: Partial<Registering>) => {
    refusals.touch(change)
    setValues((now) => ({ ...now, ...change }))
  }
  const form: ProfileForm = {
    profile: values.profile,
    set: (change: Partial<Profile>) => {
      refusals.touch(change)
      setValues((now) => ({ ...now, profile: { ...now.profile, ...change } }))
    },
    error,
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { birthday } = values.profile
    if (birthday && birthday > wallOf(new Date(), company.zone).slice(0, 10)) return refusals.refuseField('birthday')
    send({ company: company.id, member: registrationOf(values, company.zone) })
  }
  return (
    <Dialog title={t('register.one')} onClose={close} light={false} width={640}>
      <form onSubmit={submit} className={classes.form} noValidate>
        <RegisterWho company={company} values={values} set={set} form={form} error={error} />
        <RegisterPassword values={values} set={set} error={error} email={values.profile.personalEmail} />
        <RegisterTeam company={company} values={values} set={set} error={error} />
        <details className={classes.more}>
          <summary>{t('register.more')}</summary>
          <RegisterMore company={company} values={values} set={set} form={form} error={error} />
        </details>
        <FormFoot problem={problem} onClose={close} pending={pending}>
          {t('register.submit')}
        </FormFoot>
      </form>
      {asking}
    </Dialog>
  )
}

/** Sends a registration; a refusal is told field by field. */
function useRegister(onDone: (registered: Registered) => void) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const { problem, refused, ...refusals } = useRefused((found) =>
    found.code === 'id_taken' ? new Set(['login']) : new Set([...fieldsRefused(found, 'member'), ...fieldsRefused(found)]),
  )
  const { send, pending } = useAct({ act: api.registration.register.call, onDone, onProblem: refusals.refuse })
  const error = (field: RefusableField) =>
    refused.has(field) ? t(`member.invalid.${problem?.code === 'id_taken' ? 'loginTaken' : field}`) : undefined
  return { ...refusals, send, pending, problem: problem && line(problem), error }
}
export type RefusableField = keyof Profile | 'login' | 'password' | 'teamId' | 'positionId' | 'activatesAt'

type PartProps = {
  company: AdministeredCompany
  values: Registering
  set: (change: Partial<Registering>) => void
  error: (field: RefusableField) => string | undefined
}

function RegisterWho({ company, values, set, form, error }: PartProps & { form: ProfileForm }) {
  const { t } = useTranslation()
  const bind = useTextField(form)
  return (
    <div className={classes.pair}>
      <TextInput
        label={t('member.field.name')}
        value={values.profile.name}
        onChange={({ currentTarget }) => form.set({ name: currentTarget.value })}
        error={error('name')}
        maxLength={100}
        required
        data-autofocus
      />
      <TextInput
        label={t('register.login')}
        value={values.login}
        onChange={({ currentTarget }) => set({ login: withoutDomain(currentTarget.value, company.domain) })}
        error={error('login')}
        rightSection={<span className={classes.domain}>@{company.domain}</span>}
        rightSectionWidth={Math.min(180, company.domain.length * 8 + 28)}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        maxLength={64 + company.domain.length + 1}
        required
      />
      <TextInput {...bind('personalEmail')} type="email" inputMode="email" autoComplete="off" autoCapitalize="none" spellCheck={false} />
      <NativeSelect
        label={t('member.field.locale')}
        value={values.profile.locale}
        onChange={({ currentTarget: { value } }) => isLocale(value) && form.set({ locale: value })}
        data={locales.map((one) => ({ value: one, label: languageNames[one] }))}
      />
    </div>
  )
}

function RegisterTeam({ company, values, set, error }: PartProps) {
  const { t } = useTranslation()
  return (
    <fieldset className={classes.group}>
      <legend>{t('register.team')}</legend>
      <div className={classes.pair}>
        <TeamPicker
          company={company.id}
          label={t('member.teams.primary')}
          required={company.teamId !== null}
          {...(company.teamId !== null && { description: t('register.teamNeeded') })}
          value={values.teamId}
          onChange={(teamId) => set({ teamId })}
          error={error('teamId')}
        />
        <TitlePicker
          kind="positions"
          company={company.id}
          label={t('member.teams.position')}
          value={values.positionId}
          onChange={(positionId) => set({ positionId })}
          error={error('positionId')}
          disabled={!values.teamId}
        />
        <Checkbox
          className={classes.wide ?? ''}
          label={t('register.leader')}
          checked={values.isLeader}
          disabled={!values.teamId}
          onChange={({ currentTarget }) => set({ isLeader: currentTarget.checked })}
        />
      </div>
    </fieldset>
  )
}

/** What is rarely known at registration. */
function RegisterMore({ company, values, set, form, error }: PartProps & { form: ProfileForm }) {
  const { t } = useTranslation()
  const bind = useTextField(form)
  return (
    <div className={classes.form}>
      <div className={classes.pair}>
        <TextInput {...bind('phonetic')} />
        <TextInput {...bind('nickname')} />
        <TextInput {...bind('employeeNumber')} />
        <TextInput
          label={t('register.activatesAt')}
          description={t('register.activatesNote', { zone: company.zone })}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          type="datetime-local"
          value={values.activatesAt}
          onChange={({ currentTarget }) => set({ activatesAt: currentTarget.value })}
          error={error('activatesAt')}
        />
      </div>
      <ProfileWork form={form} company={company.id} />
    </div>
  )
}
