import { useState, type FormEvent } from 'react'
import { NativeSelect, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Permissions } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { MenuGrid } from '../../lib/MenuGrid.tsx'
import { fieldIssues } from '../../lib/problem.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import { Points } from '../../ui/Points.tsx'
import type { ShownToken } from './OwnTokens.tsx'
import classes from './AccountPage.module.css'

/** How long a token may last, in days. */
const lives = [7, 30, 90, 180, 365]

type Problems = { name?: string; permissions?: string; whole?: string }
type DialogProps = { companies: readonly AdministeredCompany[]; onClose: () => void; onMade: (shown: ShownToken) => void }

/** RE-1: an API token is made: what it is for, in which company, what of one's own role it is given, and until when. */
export function NewTokenDialog({ companies, onClose, onMade }: DialogProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [name, setName] = useState('')
  const [company, setCompany] = useState(companies[0]?.id ?? '')
  const [permissions, setPermissions] = useState<Permissions>({})
  const [days, setDays] = useState(90)
  const [problems, setProblems] = useState<Problems>({})
  const chosen = companies.find(({ id }) => id === company)
  const { send, pending } = useAct({
    act: api.tokens.create.call,
    onDone: ({ token }) => {
      onClose()
      onMade({ name: name.trim(), token })
    },
    onProblem: (found) => {
      const issues = fieldIssues(found)
      if (found.code === 'name_taken') return setProblems({ name: line(found) })
      if (found.code === 'token_exceeds_role') return setProblems({ permissions: line(found) })
      if (issues.size === 0) return setProblems({ whole: line(found) })
      setProblems({
        ...(issues.has('name') && { name: t('tokens.nameNeeded') }),
        ...(issues.has('permissions') && { permissions: t('tokens.menuNeeded') }),
      })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setProblems({})
    send({ company, name, permissions, days })
  }
  return (
    <Dialog title={t('tokens.newTitle')} onClose={onClose} light={false}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <TextInput
          label={t('tokens.name')}
          description={t('tokens.nameNote')}
          maxLength={100}
          value={name}
          error={problems.name}
          data-autofocus
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        {companies.length > 1 && (
          <NativeSelect
            label={t('tokens.company')}
            description={t('tokens.companyNote')}
            data={companies.map((one) => ({ value: one.id, label: one.name }))}
            value={company}
            onChange={({ currentTarget }) => {
              setCompany(currentTarget.value)
              // What the other role allows may be less.
              setPermissions({})
            }}
          />
        )}
        <div>
          <MenuGrid permissions={permissions} problem={problems.permissions} most={chosen?.permissions ?? {}} onChange={setPermissions} />
          <p className={classes.note}>{t('tokens.most')}</p>
        </div>
        <NativeSelect
          label={t('tokens.days')}
          data={lives.map((count) => ({ value: String(count), label: t('tokens.dayCount', { count }) }))}
          value={String(days)}
          onChange={({ currentTarget }) => setDays(Number(currentTarget.value))}
        />
        <Points points={[{ text: t('tokens.point.stepUp') }, { text: t('tokens.point.ends') }]} />
        <FormFoot problem={problems.whole ?? null} onClose={onClose} pending={pending}>
          {t('tokens.make')}
        </FormFoot>
      </form>
    </Dialog>
  )
}
