import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Dialog, DialogFoot } from '../../ui/Dialog.tsx'
import classes from './AccountPage.module.css'

/** MB-8: recovery codes, shown this once; closing is a decision. */
export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog title={t('account.codesTitle')} onClose={onClose} light={false}>
      <p className={classes.note}>{t('account.codesText')}</p>
      <ul className={classes.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <DialogFoot>
        <Button onClick={onClose}>{t('account.codesKept')}</Button>
      </DialogFoot>
    </Dialog>
  )
}
