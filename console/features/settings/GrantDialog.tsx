import { useState, type FormEvent } from 'react'
import { Radio } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Radio.layer.css'
import { menus, type Administrator, type GrantInput } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { MemberPicker, type PickedMember } from '../../lib/MemberPicker.tsx'
import { TeamPicker } from '../../lib/PlacePickers.tsx'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import { Points } from '../../ui/Points.tsx'
import classes from './Administrators.module.css'

type GrantProps = {
  company: string
  /** Whose role is changed; without it, someone is appointed. */
  administrator?: Administrator
  onClose: () => void
}

/** P-2: makes a member an administrator, or changes the role of one. */
export function GrantDialog({ company, administrator, onClose }: GrantProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [picked, setPicked] = useState<PickedMember | null>(null)
  // A built-in role by its name, a custom one by its id.
  const [role, setRole] = useState(administrator?.customRole?.id ?? (administrator ? administrator.role : 'operations_admin'))
  const [team, setTeam] = useState(administrator?.team?.id ?? null)
  const [problem, setProblem] = useState<string | null>(null)
  const member = administrator ? { id: administrator.memberId, name: administrator.name } : picked
  const { send, pending } = useAct({
    act: api.administration.appoint.call,
    onDone: () => {
      onClose()
      notifications.show({
        message: t(administrator ? 'administrators.changed' : 'administrators.appointed', { name: member?.name ?? '' }),
      })
    },
    onProblem: (found) => setProblem(line(found)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!member) return setProblem(t('administrators.memberNeeded'))
    setProblem(null)
    send({ company, member: member.id, grant: grantOf(role, team) })
  }
  return (
    <Dialog
      title={administrator ? t('administrators.changeOf', { name: administrator.name }) : t('administrators.appoint')}
      onClose={onClose}
      light={false}
    >
      <form onSubmit={submit} className={classes.form} noValidate>
        {!administrator && <MemberPicker company={company} label={t('administrators.member')} value={picked} onChange={setPicked} />}
        <RoleChoice company={company} value={role} onChange={setRole} />
        {role !== 'sub_admin' && (
          <TeamPicker
            company={company}
            label={t('administrators.limit')}
            description={t('administrators.limitNote')}
            placeholder={t('administrators.whole')}
            value={team}
            onChange={setTeam}
          />
        )}
        <Points points={[{ text: t('administrators.point.atOnce') }]} />
        <FormFoot problem={problem} onClose={onClose} pending={pending}>
          {t(administrator ? 'administrators.changeNow' : 'administrators.appointNow')}
        </FormFoot>
      </form>
    </Dialog>
  )
}

function grantOf(role: string, teamId: string | null): GrantInput {
  if (role === 'sub_admin') return { role }
  return role === 'operations_admin' ? { role, teamId } : { role: 'custom', roleId: role, teamId }
}

function RoleChoice({ company, value, onChange }: { company: string; value: string; onChange: (role: string) => void }) {
  const { t } = useTranslation()
  const roles = useQuery(api.administration.roles.queryOptions({ input: { company } }))
  return (
    <Radio.Group label={t('administrators.chooseRole')} value={value} onChange={onChange}>
      <div className={classes.options}>
        {(['sub_admin', 'operations_admin'] as const).map((role) => (
          <Radio key={role} value={role} label={t(`administrators.role.${role}`)} description={t(`administrators.roleNote.${role}`)} />
        ))}
        {roles.data?.items.map(({ id, name, permissions }) => (
          <Radio
            key={id}
            value={id}
            label={name}
            description={menus
              .flatMap((menu) => {
                const level = permissions[menu]
                return level ? [t(`administrators.roles.${level}Of`, { menu: t(`administrators.menu.${menu}`) })] : []
              })
              .join(', ')}
          />
        ))}
      </div>
    </Radio.Group>
  )
}
