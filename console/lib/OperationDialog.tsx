import { useState } from 'react'
import { TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { OperationKind } from '@muster/contract'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'
import { api } from './api.ts'
import type { Problem } from './problem.ts'
import { useAct, useProblemLine } from './useAct.ts'
import classes from './Operations.module.css'

/** What is about to be asked of a device, and of whom on it. */
export type AskedOperation = { kind: OperationKind; member: { id: string; name: string } | null }

type DialogProps = AskedOperation & { company: string; device: { id: string; name: string }; onClose: () => void }

/** DS-11: asks before something that cannot be undone: what is lost, the device’s name typed, a reason; who one is, the console asks itself. */
export function OperationDialog({ company, device, kind, member, onClose }: DialogProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const { send, pending } = useAct({
    act: api.operations.request.call,
    onDone: () => {
      onClose()
      notifications.show({ message: t('operation.asked', { kind: t(`operation.kind.${kind}`), device: device.name }) })
    },
    onProblem: setProblem,
  })
  const isTyped = typed.trim() === device.name.trim()
  const name = member?.name ?? ''
  return (
    <ConfirmDialog
      title={t(`operation.ask.${kind}`, { device: device.name, name })}
      points={[
        { text: t(`operation.point.${kind}.lost`, { name }), lost: true },
        { text: t(`operation.point.${kind}.sessions`, { name }) },
        { text: t('operation.point.when') },
        { text: t('operation.point.told') },
      ]}
      confirm={t(`operation.kind.${kind}`)}
      danger
      pending={pending}
      disabled={!isTyped || reason.trim() === ''}
      onConfirm={() =>
        send({
          company,
          device: device.id,
          kind,
          deviceName: typed,
          reason,
          ...(member && kind === 'delete_app_data' && { member: member.id }),
        })
      }
      onClose={onClose}
    >
      <div className={classes.fields}>
        <TextInput
          label={t('operation.type', { name: device.name })}
          value={typed}
          maxLength={128}
          autoComplete="off"
          spellCheck={false}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <TextInput
          label={t('operation.reason')}
          description={t('operation.reasonNote')}
          value={reason}
          maxLength={500}
          autoComplete="off"
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        {problem && <FormProblem text={line(problem)} />}
      </div>
    </ConfirmDialog>
  )
}
