import { useState, type FormEvent } from 'react'
import { Checkbox, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Checkbox.layer.css'
import { surfaces, type ServicePermission, type Surface } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import { Points } from '../../ui/Points.tsx'
import { useEnded } from './ended.ts'
import classes from './Permissions.module.css'

type FormProps = { company: string; permission?: ServicePermission; onClose: () => void }
type Fields = { name: string; surfaces: Surface[] }

/** A template's name and what it allows; changing it signs people out, which is said before. */
export function PermissionForm({ company, permission, onClose }: FormProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const ended = useEnded()
  const [name, setName] = useState(permission?.name ?? '')
  const [allowed, setAllowed] = useState<Surface[]>(permission?.surfaces ?? [...surfaces])
  const [problem, setProblem] = useState<{ name?: string; whole?: string }>({})
  const { send, pending } = useAct({
    act: async (fields: Fields) => {
      if (permission) return (await api.permissions.update.call({ company, permission: permission.id, ...fields })).signedOut
      await api.permissions.create.call({ company, ...fields })
      return 0
    },
    onDone: (count, fields) => {
      onClose()
      notifications.show({ message: ended(fields.name, count) })
    },
    onProblem: (found) => {
      if (found.code === 'name_taken') setProblem({ name: line(found) })
      else setProblem(fieldIssues(found).has('name') ? { name: t('permissions.nameNeeded') } : { whole: line(found) })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setProblem({})
    send({ name, surfaces: allowed })
  }
  return (
    <Dialog
      title={permission ? t('permissions.edit', { name: permission.name }) : t('permissions.newTitle')}
      onClose={onClose}
      light={false}
    >
      <form onSubmit={submit} className={classes.form} noValidate>
        <TextInput
          label={t('permissions.name')}
          maxLength={100}
          value={name}
          error={problem.name}
          data-autofocus
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Checkbox.Group
          label={t('permissions.apps')}
          value={allowed}
          onChange={(chosen) => setAllowed(surfaces.filter((surface) => chosen.includes(surface)))}
        >
          <div className={classes.apps}>
            {surfaces.map((surface) => (
              <Checkbox key={surface} value={surface} label={t(`permissions.surface.${surface}`)} />
            ))}
          </div>
        </Checkbox.Group>
        {permission && (
          <Points
            points={[
              { text: t('permissions.point.ends'), lost: true },
              { text: t('permissions.point.notBack'), lost: true },
              { text: t('permissions.point.console') },
            ]}
          />
        )}
        <FormFoot problem={problem.whole ?? null} onClose={onClose} pending={pending}>
          {t('dialog.save')}
        </FormFoot>
      </form>
    </Dialog>
  )
}
