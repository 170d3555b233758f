import { lazy, Suspense, useState } from 'react'
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { EasyLoginKind } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { useAct } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import type { OwnEasy } from './ownEasyLogin.ts'
import classes from './AccountPage.module.css'

const PhoneDialog = lazy(async () => ({ default: (await import('./PhoneDialog.tsx')).PhoneDialog }))

type EasyProps = { easy: OwnEasy; zone: string }
type Asked = 'phone' | 'remove' | EasyLoginKind | null

/** MB-5: signing in by mobile number or LINE: confirmed or linked, on and off. */
export function OwnEasyLogin({ easy, zone }: EasyProps) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<Asked | 'phoneOff'>(null)
  const close = () => setAsked(null)
  const on = useAct({ act: () => api.easyLogin.turnPhoneOn.call() })
  const off = useAct({ act: (kind: EasyLoginKind) => api.easyLogin.turnOwnOff.call({ kind }), onDone: close })
  const remove = useAct({
    act: () => api.easyLogin.removePhone.call(),
    onDone: () => {
      close()
      notifications.show({ message: t('easyLogin.removed') })
    },
  })
  // The page is left for LINE, which sends the browser back.
  const link = useAct({ act: () => api.easyLogin.linkLine.call(), onDone: ({ address }) => location.assign(address) })
  const { phone, line } = easy
  return (
    <Card id="own-easy-login" title={t('easyLogin.title')}>
      <Facts>
        {(phone || mayAddPhone(easy)) && (
          <Fact label={t('easyLogin.phone')}>
            <PhoneFact easy={easy} zone={zone} />
            <div className={classes.rowTools}>
              {phone && !phone.linkedAt && easy.allowed.phone && easy.sms && (
                <Button size="xs" loading={on.pending} onClick={() => on.send(undefined)}>
                  {t('easyLogin.turnOn')}
                </Button>
              )}
              {phone?.linkedAt && (
                <Button variant="default" size="xs" onClick={() => setAsked('phoneOff')}>
                  {t('easyLogin.turnOff')}
                </Button>
              )}
              {mayAddPhone(easy) && (
                <Button variant={phone ? 'default' : 'filled'} size="xs" onClick={() => setAsked('phone')}>
                  {t(phone ? 'easyLogin.change' : 'easyLogin.add')}
                </Button>
              )}
              {phone && !phone.secondStep && (
                <Button variant="default" size="xs" onClick={() => setAsked('remove')}>
                  {t('easyLogin.remove')}
                </Button>
              )}
            </div>
          </Fact>
        )}
        {(line.linked || (line.available && line.allowed)) && (
          <Fact label="LINE">
            <LineFact easy={easy} zone={zone} />
            <div className={classes.rowTools}>
              {line.linked && (
                <Button variant="default" size="xs" onClick={() => setAsked('line')}>
                  {t('easyLogin.unlink')}
                </Button>
              )}
              {line.available && line.allowed && (
                <Button variant={line.linked ? 'default' : 'filled'} size="xs" loading={link.pending} onClick={() => link.send(undefined)}>
                  {t(line.linked ? 'easyLogin.linkOther' : 'easyLogin.link')}
                </Button>
              )}
            </div>
          </Fact>
        )}
      </Facts>
      <Suspense>{asked === 'phone' && <PhoneDialog easy={easy} onClose={close} />}</Suspense>
      {(asked === 'phoneOff' || asked === 'line') && (
        <ConfirmDialog
          title={t(asked === 'line' ? 'easyLogin.askUnlink' : 'easyLogin.askOff')}
          points={[{ text: t('easyLogin.offEnds'), lost: true }, { text: t('easyLogin.offStays') }]}
          confirm={t(asked === 'line' ? 'easyLogin.unlink' : 'easyLogin.turnOff')}
          danger
          pending={off.pending}
          onConfirm={() => off.send(asked === 'line' ? 'line' : 'phone')}
          onClose={close}
        />
      )}
      {asked === 'remove' && (
        <ConfirmDialog
          title={t('easyLogin.askRemove')}
          points={[{ text: t('easyLogin.offEnds'), lost: true }, { text: t('easyLogin.removeAgain') }]}
          confirm={t('easyLogin.remove')}
          danger
          pending={remove.pending}
          onConfirm={() => remove.send(undefined)}
          onClose={close}
        />
      )}
    </Card>
  )
}

/** Whether anything of a number would be of use. */
const mayAddPhone = ({ sms, allowed }: OwnEasy) => sms && (allowed.phone || allowed.secondStep)

function PhoneFact({ easy: { phone, allowed }, zone }: EasyProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  if (!phone) return t(allowed.phone ? 'easyLogin.noPhone' : 'easyLogin.noPhoneSecond')
  const { linkedAt } = phone
  const state = !linkedAt
    ? t('easyLogin.notUsed')
    : allowed.phone
      ? t('easyLogin.since', { at: formatInstant(linkedAt, zone, locale) })
      : t('easyLogin.notAllowed')
  return (
    <>
      {phone.number}
      <small>{state}</small>
      {phone.secondStep && <small>{t('easyLogin.secondStep')}</small>}
    </>
  )
}

function LineFact({ easy: { line }, zone }: EasyProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  if (!line.linked) return t('easyLogin.notLinked')
  return (
    <>
      {line.linked.name ?? t('easyLogin.linked')}
      <small>
        {line.allowed ? t('easyLogin.since', { at: formatInstant(line.linked.linkedAt, zone, locale) }) : t('easyLogin.notAllowed')}
      </small>
    </>
  )
}
