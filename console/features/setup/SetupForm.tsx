import { useState, type FormEvent } from 'react'
import { Button, NativeSelect, Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { locales } from '@muster/contract'
import { isLocale, languageNames, useLocale } from '../../lib/locale.ts'
import { fieldIssues, problemOf, problemText } from '../../lib/problem.ts'
import { usePageTitle } from '../../ui/usePageTitle.ts'
import { NewPassword } from './NewPassword.tsx'
import { browserZone, zones, type SetupField, type SetupFields } from './setup.fields.ts'
import classes from './SetupPage.module.css'

type FormProps = { error: Error | null; pending: boolean; onSubmit: (fields: SetupFields) => void }

export function SetupForm({ error, pending, onSubmit }: FormProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  usePageTitle(t('setup.title'))
  const [fields, setFields] = useState<SetupFields>({
    companyName: '',
    domain: '',
    zone: browserZone(),
    locale,
    name: '',
    login: '',
    password: '',
  })
  const issues = error ? fieldIssues(problemOf(error)) : new Map<string, string>()
  const bind = (name: SetupField) => ({
    label: t(`setup.${name}`),
    name,
    required: true,
    withAsterisk: false,
    value: fields[name],
    error: issues.has(name) && t(`setup.invalid.${name}`),
  })
  const set = (name: SetupField) => (event: { currentTarget: { value: string } }) =>
    setFields({ ...fields, [name]: event.currentTarget.value })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!pending) onSubmit(fields)
  }

  return (
    <form onSubmit={submit}>
      <h1 className={classes.title}>{t('setup.title')}</h1>
      <p className={classes.lead}>{t('setup.lead')}</p>
      <fieldset className={classes.group}>
        <legend className={classes.legend}>{t('setup.company')}</legend>
        <div className={classes.fields}>
          <TextInput {...bind('companyName')} onChange={set('companyName')} autoComplete="organization" maxLength={100} autoFocus />
          <TextInput
            {...bind('domain')}
            onChange={set('domain')}
            placeholder="example.com"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={253}
          />
          <Select
            {...bind('zone')}
            onChange={(zone) => zone && setFields({ ...fields, zone })}
            data={zones()}
            searchable
            allowDeselect={false}
            nothingFoundMessage={t('common.noZone')}
            description={t('setup.zoneNote')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
          />
          <NativeSelect
            {...bind('locale')}
            onChange={({ currentTarget: { value } }) => isLocale(value) && setFields({ ...fields, locale: value })}
            data={locales.map((one) => ({ value: one, label: languageNames[one] }))}
          />
        </div>
      </fieldset>
      <fieldset className={classes.group}>
        <legend className={classes.legend}>{t('setup.administrator')}</legend>
        <div className={classes.fields}>
          <TextInput {...bind('name')} onChange={set('name')} autoComplete="name" maxLength={100} />
          <TextInput
            {...bind('login')}
            onChange={set('login')}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={64}
          />
          <NewPassword {...bind('password')} issue={issues.get('password')} onChange={set('password')} className={classes.wide} />
        </div>
      </fieldset>
      <div className={classes.foot}>
        {error && <SubmitProblem error={error} />}
        <Button type="submit" size="md" loading={pending}>
          {t('setup.submit')}
        </Button>
      </div>
    </form>
  )
}

function SubmitProblem({ error }: { error: Error }) {
  const { t } = useTranslation()
  const problem = problemOf(error)
  const text = problemText(problem, useLocale(), t('problem.unreachable'))
  return (
    <p className={classes.problem} role="alert">
      {text} {problem.requestId && problem.code === 'internal' && t('problem.request', { id: problem.requestId })}
    </p>
  )
}
