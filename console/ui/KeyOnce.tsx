import { useState } from 'react'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Dialog, DialogFoot } from './Dialog.tsx'
import classes from './KeyOnce.module.css'

type KeyOnceProps = {
  title: string
  text: string
  /** What has to be entered elsewhere; the last is the secret, which the button copies. */
  lines: readonly { label: string; value: string }[]
  copy: string
  /** What closing means. */
  warning: string
  onClose: () => void
}

/** SX-3: a secret for another program, shown this once: it lives in this component alone. Closing asks, since there is no way back. */
export function KeyOnce({ title, text, lines, copy, warning, onClose }: KeyOnceProps) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState(false)
  const [copied, setCopied] = useState<boolean | null>(null)
  const write = () =>
    navigator.clipboard.writeText(lines.at(-1)?.value ?? '').then(
      () => setCopied(true),
      () => setCopied(false),
    )
  return (
    <Dialog title={title} onClose={() => setAsked(true)} light={false} width={560}>
      <p className={classes.text}>{text}</p>
      <dl className={classes.secret}>
        {lines.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className={classes.copy}>
        <Button
          variant="default"
          leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          onClick={() => void write()}
        >
          {copy}
        </Button>
        <span role="status">
          {copied === true && t('secret.copied')}
          {copied === false && t('secret.notCopied')}
        </span>
      </div>
      {asked && (
        <p role="alert" className={classes.warning}>
          {warning}
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
