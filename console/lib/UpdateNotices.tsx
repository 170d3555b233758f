import { useState } from 'react'
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { DeviceRow, UpdateNotices } from '@muster/contract'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { Dialog, DialogFoot } from '../ui/Dialog.tsx'
import { api } from './api.ts'
import { useAct } from './useAct.ts'
import classes from './UpdateNotices.module.css'

type NoticesProps = {
  company: string
  rows: readonly DeviceRow[]
  /** The server has answered: what was selected is done with. */
  onSent?: () => void
  onClose: () => void
}

/** DS-6: says to how many devices the notice goes, sends it, and tells by name who did not get it and why. */
export function UpdateNoticesDialog({ company, rows, onSent, onClose }: NoticesProps) {
  const { t } = useTranslation()
  // What is selected goes with the sending; what was asked about stays.
  const [meant] = useState(rows)
  const [result, setResult] = useState<UpdateNotices | null>(null)
  const { send, pending } = useAct({
    act: (ids: string[]) => api.devices.notifyUpdate.call({ company, rows: ids }),
    onDone: (answer) => {
      onSent?.()
      if (answer.refused.length > 0) return setResult(answer)
      notifications.show({ message: t('devices.notify.sent', { count: answer.sent.length }) })
      onClose()
    },
  })
  if (result) return <ResultDialog result={result} rows={meant} onClose={onClose} />
  return (
    <ConfirmDialog
      title={t('devices.notify.ask', { count: meant.length })}
      points={[{ text: t('devices.notify.how') }, { text: t('devices.notify.others') }]}
      confirm={t('devices.notify.confirm', { count: meant.length })}
      pending={pending}
      onConfirm={() => send(meant.map(({ id }) => id))}
      onClose={onClose}
    />
  )
}

/** Pitfall 15: a device that is gone meanwhile is named as it stood in the list. */
function ResultDialog({ result, rows, onClose }: { result: UpdateNotices; rows: readonly DeviceRow[]; onClose: () => void }) {
  const { t } = useTranslation()
  const { sent, refused } = result
  return (
    <Dialog title={t('devices.notify.refused', { count: refused.length })} onClose={onClose}>
      <p>{sent.length > 0 ? t('devices.notify.sentOf', { count: sent.length }) : t('devices.notify.none')}</p>
      <ul className={classes.refused}>
        {refused.map(({ row, member, model, reason }) => {
          const known = rows.find(({ id }) => id === row)
          const name = member?.name ?? known?.member.name
          return (
            <li key={row}>
              <strong>{[name, model ?? known?.device.model].filter(Boolean).join(', ')}</strong>
              <span>{t(`devices.notify.reason.${reason}`)}</span>
            </li>
          )
        })}
      </ul>
      <DialogFoot>
        <Button onClick={onClose}>{t('common.close')}</Button>
      </DialogFoot>
    </Dialog>
  )
}
