import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ErrorCode } from '@muster/contract'
import { Dialog, DialogFoot } from '../../ui/Dialog.tsx'
import classes from '../../ui/List.module.css'

/** What became of an action on several members: on how many it was done, and on whom not. */
export type Refusal = { done: number; refused: readonly { id: string; name: string | null; code: ErrorCode }[] }

/** Pitfall 15: who was refused, or is there no more, by name and with the reason. */
export function RefusedDialog({ done, refused, onClose }: Refusal & { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog title={t('members.bulk.refused', { count: refused.length })} onClose={onClose}>
      <p>{t('members.bulk.doneOf', { count: done })}</p>
      <ul className={classes.refused}>
        {refused.map(({ id, name, code }) => (
          <li key={id}>
            <strong>{name ?? t('members.bulk.gone')}</strong>: {t(`error.${code}`)}
          </li>
        ))}
      </ul>
      <DialogFoot>
        <Button onClick={onClose}>{t('common.close')}</Button>
      </DialogFoot>
    </Dialog>
  )
}
