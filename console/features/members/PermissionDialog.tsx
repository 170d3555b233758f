import { useState, type FormEvent } from 'react'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { MemberDetail } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import { Points } from '../../ui/Points.tsx'
import { PermissionPicker } from '../../lib/PlacePickers.tsx'
import classes from '../../lib/MemberForms.module.css'

/** A member's own service permission, or none: then it is that of the user type, else the company's default. */
export function PermissionDialog({ member, onClose }: { member: MemberDetail; onClose: () => void }) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [permissionId, setPermissionId] = useState(member.servicePermission.own?.id ?? null)
  const [problem, setProblem] = useState<string | null>(null)
  const { send, pending } = useAct({
    act: api.permissions.assign.call,
    onDone: () => {
      onClose()
      notifications.show({ message: t('member.permission.saved', { name: member.profile.name }) })
    },
    onProblem: (found) => setProblem(line(found)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send({ company: member.companyId, member: member.id, permissionId })
  }
  return (
    <Dialog title={t('member.permission.of', { name: member.profile.name })} onClose={onClose}>
      <form onSubmit={submit} className={classes.form}>
        <Points points={[{ text: t('member.permission.ends'), lost: true }]} />
        <PermissionPicker
          company={member.companyId}
          label={t('member.account.permission')}
          placeholder={t('member.permission.inherit')}
          value={permissionId}
          onChange={setPermissionId}
        />
        <FormFoot problem={problem} onClose={onClose} pending={pending}>
          {t('dialog.save')}
        </FormFoot>
      </form>
    </Dialog>
  )
}
