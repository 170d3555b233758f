import { useState, type FormEvent } from 'react'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { delegationDays } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { MemberPicker, type PickedMember } from '../../lib/MemberPicker.tsx'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import { Points } from '../../ui/Points.tsx'
import classes from './Administrators.module.css'

/** P-2: to whom the Super Admin role is offered, and what follows. */
export function HandoverDialog({ company, onClose }: { company: string; onClose: () => void }) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [picked, setPicked] = useState<PickedMember | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const { send, pending } = useAct({
    act: api.administration.offer.call,
    onDone: () => {
      onClose()
      notifications.show({ message: t('administrators.handover.offered', { name: picked?.name ?? '' }) })
    },
    onProblem: (found) => setProblem(line(found)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!picked) return setProblem(t('administrators.memberNeeded'))
    setProblem(null)
    send({ company, member: picked.id })
  }
  return (
    <Dialog title={t('administrators.handover.offerTitle')} onClose={onClose} light={false}>
      <form onSubmit={submit} className={classes.form} noValidate>
        <MemberPicker company={company} label={t('administrators.member')} value={picked} onChange={setPicked} />
        <Points
          points={[
            { text: t('administrators.handover.point.accept', { days: delegationDays }) },
            { text: t('administrators.handover.point.sub'), lost: true },
            { text: t('administrators.handover.point.back'), lost: true },
          ]}
        />
        <FormFoot problem={problem} onClose={onClose} pending={pending}>
          {t('administrators.handover.offerNow')}
        </FormFoot>
      </form>
    </Dialog>
  )
}
