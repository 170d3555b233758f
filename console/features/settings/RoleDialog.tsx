import { useState, type FormEvent } from 'react'
import { Switch, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { CustomRole, Permissions } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { MenuGrid } from '../../lib/MenuGrid.tsx'
import { fieldIssues } from '../../lib/problem.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import { Points } from '../../ui/Points.tsx'
import classes from './Administrators.module.css'

type Problems = { name?: string; permissions?: string; whole?: string }

/** P-2: a custom role: its menus, each to view or to manage, and whether it sees names. */
export function RoleDialog({ company, role, onClose }: { company: string; role?: CustomRole; onClose: () => void }) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [name, setName] = useState(role?.name ?? '')
  const [permissions, setPermissions] = useState<Permissions>(role?.permissions ?? {})
  const [seesNames, setSeesNames] = useState(role?.seesNames ?? true)
  const [problems, setProblems] = useState<Problems>({})
  const { send, pending } = useAct({
    act: (fields: { name: string; permissions: Permissions; seesNames: boolean }) =>
      role
        ? api.administration.updateRole.call({ company, role: role.id, ...fields })
        : api.administration.createRole.call({ company, ...fields }),
    onDone: (_, fields) => {
      onClose()
      notifications.show({ message: t('administrators.roles.saved', { name: fields.name }) })
    },
    onProblem: (found) => {
      const issues = fieldIssues(found)
      if (found.code === 'name_taken') return setProblems({ name: line(found) })
      if (issues.size === 0) return setProblems({ whole: line(found) })
      setProblems({
        ...(issues.has('name') && { name: t('administrators.roles.nameNeeded') }),
        ...(issues.has('permissions') && { permissions: t('administrators.roles.menuNeeded') }),
      })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setProblems({})
    send({ name, permissions, seesNames })
  }
  return (
    <Dialog
      title={role ? t('administrators.roles.edit', { name: role.name }) : t('administrators.roles.new')}
      onClose={onClose}
      light={false}
    >
      <form onSubmit={submit} className={classes.form} noValidate>
        <TextInput
          label={t('administrators.roles.name')}
          maxLength={100}
          value={name}
          error={problems.name}
          data-autofocus
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <MenuGrid permissions={permissions} problem={problems.permissions} onChange={setPermissions} />
        <Switch
          label={t('administrators.roles.sees')}
          description={t('administrators.roles.seesNote')}
          checked={seesNames}
          onChange={({ currentTarget }) => setSeesNames(currentTarget.checked)}
        />
        {role && role.administrators > 0 && <Points points={[{ text: t('administrators.roles.forAll') }]} />}
        <FormFoot problem={problems.whole ?? null} onClose={onClose} pending={pending}>
          {t('dialog.save')}
        </FormFoot>
      </form>
    </Dialog>
  )
}
