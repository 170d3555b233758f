import { lazy, Suspense, useState } from 'react'
import { IconFingerprint } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Passkey } from '@muster/contract'
import { formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { canUsePasskeys } from '../../lib/passkey.ts'
import { Card } from '../../ui/Card.tsx'
import type { Ways } from './CodeDialog.tsx'
import accountClasses from './AccountPage.module.css'
import classes from './OwnPasskeys.module.css'

const AddPasskeyDialog = lazy(async () => ({ default: (await import('./AddPasskeyDialog.tsx')).AddPasskeyDialog }))
const RenamePasskeyDialog = lazy(async () => ({ default: (await import('./RenamePasskeyDialog.tsx')).RenamePasskeyDialog }))
const RemovePasskeyDialog = lazy(async () => ({ default: (await import('./RemovePasskeyDialog.tsx')).RemovePasskeyDialog }))

type Asked = { what: 'add' } | { what: 'rename' | 'remove'; passkey: Passkey } | null

type OwnPasskeysProps = {
  passkeys: readonly Passkey[]
  mayAdd: boolean
  /** What is asked for besides the password before another is added; null: nothing. */
  second: Ways | null
  zone: string
}

/** MB-8: one's own passkeys: what they are called, where they were used last; adding, naming and removing. */
export function OwnPasskeys({ passkeys, mayAdd, second, zone }: OwnPasskeysProps) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<Asked>(null)
  const close = () => setAsked(null)
  const able = canUsePasskeys()
  return (
    <Card id="own-passkeys" title={t('passkey.title')}>
      <p className={accountClasses.note}>{t(passkeys.length > 0 ? 'passkey.lead' : 'passkey.none')}</p>
      {passkeys.length > 0 && (
        <ul className={classes.list}>
          {passkeys.map((passkey) => (
            <PasskeyRow
              key={passkey.id}
              passkey={passkey}
              zone={zone}
              onRename={() => setAsked({ what: 'rename', passkey })}
              onRemove={() => setAsked({ what: 'remove', passkey })}
            />
          ))}
        </ul>
      )}
      {mayAdd && (
        <div className={accountClasses.tools}>
          {!able && <p className={accountClasses.note}>{t('passkey.unable')}</p>}
          <Button variant={passkeys.length > 0 ? 'default' : 'filled'} disabled={!able} onClick={() => setAsked({ what: 'add' })}>
            {t('passkey.add')}
          </Button>
        </div>
      )}
      <Suspense>
        {asked?.what === 'add' && <AddPasskeyDialog second={second} onClose={close} />}
        {asked?.what === 'rename' && <RenamePasskeyDialog passkey={asked.passkey} onClose={close} />}
        {asked?.what === 'remove' && <RemovePasskeyDialog passkey={asked.passkey} onClose={close} />}
      </Suspense>
    </Card>
  )
}

type RowProps = { passkey: Passkey; zone: string; onRename: () => void; onRemove: () => void }

function PasskeyRow({ passkey, zone, onRename, onRemove }: RowProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { name, createdAt, lastUsedAt, synced } = passkey
  const at = (instant: string) => formatInstant(instant, zone, locale)
  return (
    <li className={classes.passkey}>
      <IconFingerprint size={20} stroke={1.5} aria-hidden className={classes.icon} />
      <div className={classes.what}>
        <div className={classes.name}>{name}</div>
        <div className={classes.detail}>
          <time dateTime={createdAt}>{t('passkey.addedAt', { at: at(createdAt) })}</time>
          {synced && ` · ${t('passkey.synced')}`}
        </div>
        <div className={classes.detail}>
          {lastUsedAt ? <time dateTime={lastUsedAt}>{t('passkey.usedAt', { at: at(lastUsedAt) })}</time> : t('passkey.neverUsed')}
        </div>
      </div>
      <div className={classes.tools}>
        <Button variant="default" size="xs" aria-label={t('passkey.renameOf', { name })} onClick={onRename}>
          {t('passkey.rename')}
        </Button>
        <Button variant="default" size="xs" aria-label={t('passkey.removeOf', { name })} onClick={onRemove}>
          {t('passkey.remove')}
        </Button>
      </div>
    </li>
  )
}
