import { useState, type FormEvent } from 'react'
import { Radio, Switch, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Radio.layer.css'
import { menus, type CustomRole, type Menu, type Permissions } from '@muster/contract'
import { api } from '../../lib/api.ts'
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

type GridProps = { permissions: Permissions; problem: string | undefined; onChange: (permissions: Permissions) => void }
const choices = ['none', 'view', 'manage'] as const

/** Menu by menu: none, view, manage. */
function MenuGrid({ permissions, problem, onChange }: GridProps) {
  const { t } = useTranslation()
  const set = (menu: Menu, choice: (typeof choices)[number]) => {
    const { [menu]: _, ...others } = permissions
    onChange(choice === 'none' ? others : { ...others, [menu]: choice })
  }
  return (
    <div>
      <table className={classes.grid}>
        <thead>
          <tr>
            <th scope="col">{t('administrators.roles.menus')}</th>
            {choices.map((choice) => (
              <th key={choice} scope="col">
                {t(`administrators.roles.${choice}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {menus.map((menu) => (
            <tr key={menu}>
              <th scope="row">{t(`administrators.menu.${menu}`)}</th>
              {choices.map((choice) => (
                <td key={choice}>
                  <Radio
                    name={`menu-${menu}`}
                    aria-label={`${t(`administrators.menu.${menu}`)}: ${t(`administrators.roles.${choice}`)}`}
                    checked={(permissions[menu] ?? 'none') === choice}
                    onChange={() => set(menu, choice)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {problem && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
