import { useState, type FormEvent } from 'react'
import { Radio, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Radio.layer.css'
import { api } from '../../lib/api.ts'
import { zoneOffset } from '../../lib/days.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { instantOf, wallOf } from '../../lib/zoned.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import { Points } from '../../ui/Points.tsx'
import type { DialogProps } from './MemberDialog.tsx'
import classes from '../../lib/MemberForms.module.css'

/** MB-14: from now until it is removed, or from an instant to another of the company's clock. One that is there is changed. */
export function LeaveDialog({ company, member, onClose }: DialogProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [openedAt] = useState(() => new Date().toISOString())
  const [kind, setKind] = useState<'open' | 'period'>(member.leave?.until ? 'period' : 'open')
  const [period, setPeriod] = useState(() => ({
    from: wallOf(member.leave ? new Date(member.leave.from) : new Date(), company.zone),
    until: member.leave?.until ? wallOf(new Date(member.leave.until), company.zone) : '',
  }))
  const [problem, setProblem] = useState<string | null>(null)
  const { send, pending } = useAct({
    act: api.account.setLeave.call,
    onDone: () => {
      onClose()
      notifications.show({ message: t('member.done.set_leave', { name: member.profile.name }) })
    },
    onProblem: (found) => setProblem(line(found)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const subject = { company: member.companyId, member: member.id }
    if (kind === 'open') return send(subject)
    const [from, until] = [instantOf(period.from, company.zone), instantOf(period.until, company.zone)]
    if (!from || !until) setProblem(t('member.leave.incomplete'))
    else send({ ...subject, period: { from, until } })
  }
  const bind = (end: 'from' | 'until') => ({
    type: 'datetime-local',
    label: t(`member.leave.${end}`),
    value: period[end],
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => setPeriod({ ...period, [end]: currentTarget.value }),
  })

  return (
    <Dialog title={t('member.ask.set_leave', { name: member.profile.name })} onClose={onClose}>
      <form onSubmit={submit} className={classes.form} noValidate>
        <Points points={[{ text: t('member.leave.shown') }, { text: t('member.leave.access') }]} />
        <Radio.Group label={t('member.leave.kind')} value={kind} onChange={(value) => setKind(value === 'period' ? 'period' : 'open')}>
          <div className={classes.options}>
            <Radio value="open" label={t('member.leave.open')} />
            <Radio value="period" label={t('member.leave.period')} />
          </div>
        </Radio.Group>
        {kind === 'period' && (
          <div className={classes.pair}>
            <TextInput {...bind('from')} />
            <TextInput {...bind('until')} />
            <p className={classes.note}>{t('member.leave.zone', { zone: company.zone, offset: zoneOffset(company.zone, openedAt) })}</p>
          </div>
        )}
        <FormFoot problem={problem} onClose={onClose} pending={pending}>
          {t(member.leave ? 'member.action.change_leave' : 'member.action.set_leave')}
        </FormFoot>
      </form>
    </Dialog>
  )
}
