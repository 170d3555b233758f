import { useState } from 'react'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Dialog, DialogFoot } from '../../ui/Dialog.tsx'
import type { ShownAppSecret } from './AppsPage.tsx'
import classes from './Apps.module.css'

/** SX-3: an app's secret, shown this once: it lives in this component alone. Closing asks, since there is no way back. */
export function AppSecret({ id, name, secret, onClose }: ShownAppSecret & { onClose: () => void }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState(false)
  const [copied, setCopied] = useState<boolean | null>(null)
  const copy = () =>
    navigator.clipboard.writeText(secret).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  return (
    <Dialog title={t('apps.secret.title', { name })} onClose={() => setAsked(true)} light={false} width={560}>
      <p className={classes.text}>{t('apps.secret.text')}</p>
      <dl className={classes.secret}>
        <div>
          <dt>{t('apps.id')}</dt>
          <dd>{id}</dd>
        </div>
        <div>
          <dt>{t('apps.secret.secret')}</dt>
          <dd>{secret}</dd>
        </div>
      </dl>
      <div className={classes.copy}>
        <Button
          variant="default"
          leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          onClick={() => void copy()}
        >
          {t('apps.secret.copy')}
        </Button>
        <span role="status">
          {copied === true && t('secret.copied')}
          {copied === false && t('secret.notCopied')}
        </span>
      </div>
      {asked && (
        <p role="alert" className={classes.warning}>
          {t('apps.secret.warning')}
        </p>
      )}
      <DialogFoot>
        {asked && (
          <Button variant="default" onClick={() => setAsked(false)}>
            {t('secret.stay')}
          </Button>
        )}
        <Button color={asked ? 'red' : 'pine'} onClick={() => (asked ? onClose() : setAsked(true))}>
          {asked ? t('secret.closeForGood') : t('common.close')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
