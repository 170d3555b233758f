import { useState } from 'react'
import { createPortal } from 'react-dom'
import { IconCheck, IconCopy, IconPrinter } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Dialog, DialogFoot } from './Dialog.tsx'
import classes from './SecretOnce.module.css'

export type ShownSecret = { name: string; login: string; secret: string }
type SecretOnceProps = {
  title: string
  /** What to tell those who get them. */
  text: string
  secrets: readonly ShownSecret[]
  onClose: () => void
}

/**
 * MB-18: passwords that are shown this once. They live in this component alone: no address, no storage and no history holds them, and the
 * printout is a style sheet over what is here. Closing asks, since there is no way back.
 */
export function SecretOnce({ title, text, secrets, onClose }: SecretOnceProps) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState(false)
  const [copied, setCopied] = useState<boolean | null>(null)
  const [only] = secrets
  const copy = () => {
    const lines = secrets.length === 1 ? (only?.secret ?? '') : secrets.map((s) => `${s.name}\t${s.login}\t${s.secret}`).join('\n')
    navigator.clipboard.writeText(lines).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <Dialog title={title} onClose={() => setAsked(true)} light={false} width={secrets.length > 1 ? 720 : 520}>
      <p className={classes.text}>{text}</p>
      {secrets.length === 1 && only ? <Single secret={only} /> : <Table secrets={secrets} />}
      <div className={classes.tools}>
        <Button
          variant="default"
          leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          onClick={copy}
        >
          {t('secret.copy')}
        </Button>
        <Button variant="default" leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => window.print()}>
          {t('secret.print')}
        </Button>
        <span role="status" className={classes.status}>
          {copied === true && t('secret.copied')}
          {copied === false && t('secret.notCopied')}
        </span>
      </div>
      {asked && (
        <p role="alert" className={classes.warning}>
          {t('secret.warning', { count: secrets.length })}
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
      {createPortal(<Sheet title={title} text={text} secrets={secrets} />, document.body)}
    </Dialog>
  )
}

function Single({ secret }: { secret: ShownSecret }) {
  const { t } = useTranslation()
  return (
    <div className={classes.single}>
      <span className={classes.who}>
        {secret.name} · {secret.login}
      </span>
      <output className={classes.secret} aria-label={t('secret.password')}>
        {secret.secret}
      </output>
    </div>
  )
}

function Table({ secrets }: { secrets: readonly ShownSecret[] }) {
  const { t } = useTranslation()
  return (
    // Scrolls by keyboard as well.
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('secret.list')}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('secret.name')}</th>
            <th scope="col">{t('secret.login')}</th>
            <th scope="col">{t('secret.password')}</th>
          </tr>
        </thead>
        <tbody>
          {secrets.map(({ name, login, secret }) => (
            <tr key={login}>
              <td>{name}</td>
              <td>{login}</td>
              <td className={classes.mono}>{secret}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What is printed in place of the page. */
function Sheet({ title, text, secrets }: Omit<SecretOnceProps, 'onClose'>) {
  const { t } = useTranslation()
  return (
    <div className={classes.sheet} aria-hidden data-print-sheet>
      <h1>{title}</h1>
      <p>{text}</p>
      {secrets.map(({ name, login, secret }) => (
        <dl key={login}>
          <dt>{t('secret.name')}</dt>
          <dd>{name}</dd>
          <dt>{t('secret.login')}</dt>
          <dd>{login}</dd>
          <dt>{t('secret.password')}</dt>
          <dd className={classes.mono}>{secret}</dd>
        </dl>
      ))}
    </div>
  )
}
