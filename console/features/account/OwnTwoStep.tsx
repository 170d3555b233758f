import { lazy, Suspense, useState } from 'react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { TwoStepPolicy } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { useAct } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import type { OwnEasy } from './ownEasyLogin.ts'
import classes from './AccountPage.module.css'

const SetUpDialog = lazy(async () => ({ default: (await import('./SetUpDialog.tsx')).SetUpDialog }))
const RecoveryCodes = lazy(async () => ({ default: (await import('./RecoveryCodes.tsx')).RecoveryCodes }))
const CodeDialog = lazy(async () => ({ default: (await import('./CodeDialog.tsx')).CodeDialog }))

export type OwnTwoStepFacts = {
  policy: TwoStepPolicy
  setUpAt: string | null
  sms: { number: string; setUpAt: string } | null
  recoveryCodes: number
  browsers: number
  mayTurnOff: boolean
}

type OwnTwoStepProps = { twoStep: OwnTwoStepFacts; hasPasskeys: boolean; easy: OwnEasy | undefined; zone: string }

/** MB-8: one's own second step: set up, on another phone, new recovery codes, and off where it is open. */
export function OwnTwoStep({ twoStep, hasPasskeys, easy, zone }: OwnTwoStepProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [asked, setAsked] = useState<'setup' | 'codes' | 'off' | 'smsOff' | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const { policy, setUpAt, sms, recoveryCodes, browsers, mayTurnOff } = twoStep
  const enrolled = setUpAt !== null || sms !== null || hasPasskeys
  const ways = { sms: sms !== null, passkey: hasPasskeys }
  const forget = useAct({ act: () => api.self.forgetBrowsers.call() })
  const close = () => setAsked(null)
  const smsOn = useAct({ act: () => api.easyLogin.setUpSms.call(), onDone: (made) => setCodes(made.codes) })
  const smsOff = useAct({ act: () => api.easyLogin.removeSms.call(), onDone: close })
  const stopSms = (
    <Button variant="default" onClick={() => setAsked('smsOff')}>
      {t('easyLogin.smsOff')}
    </Button>
  )
  return (
    <Card id="own-two-step" title={t('member.security.twoStep')}>
      <Facts>
        <Fact label={t('member.security.app')}>
          {setUpAt ? <time dateTime={setUpAt}>{formatInstant(setUpAt, zone, locale)}</time> : t('account.notSetUp')}
          {!enrolled && <small>{t(`member.security.policy.${policy}`)}</small>}
        </Fact>
        {enrolled && <Fact label={t('member.security.recovery')}>{t('member.security.codes', { count: recoveryCodes })}</Fact>}
        {sms && (
          <Fact label={t('easyLogin.smsStep')}>
            {sms.number}
            <small>
              <time dateTime={sms.setUpAt}>{t('easyLogin.since', { at: formatInstant(sms.setUpAt, zone, locale) })}</time>
            </small>
          </Fact>
        )}
        {browsers > 0 && (
          <Fact label={t('member.security.browsers')}>
            {t('member.security.browserCount', { count: browsers })}
            <small>{t('member.security.browsersNote')}</small>
          </Fact>
        )}
      </Facts>
      {policy !== 'off' && (
        <div className={classes.tools}>
          {browsers > 0 && (
            <Button variant="default" loading={forget.pending} onClick={() => forget.send(undefined)}>
              {t('member.security.forgetBrowsers')}
            </Button>
          )}
          {mayTurnOff && (
            <Button variant="default" onClick={() => setAsked('off')}>
              {t('member.security.turnOff')}
            </Button>
          )}
          {enrolled && (
            <Button variant="default" onClick={() => setAsked('codes')}>
              {t('account.newCodes')}
            </Button>
          )}
          {sms && (setUpAt !== null || hasPasskeys || mayTurnOff) && stopSms}
          {!sms && easy?.phone && easy.sms && (
            <Button variant="default" loading={smsOn.pending} onClick={() => smsOn.send(undefined)}>
              {t('easyLogin.smsOn')}
            </Button>
          )}
          <Button variant={enrolled ? 'default' : 'filled'} onClick={() => setAsked('setup')}>
            {t(setUpAt ? 'account.otherPhone' : enrolled ? 'account.addApp' : 'account.setUp')}
          </Button>
        </div>
      )}
      {/* The number stays in use for as long as codes may go to it. */}
      {policy === 'off' && sms && <div className={classes.tools}>{stopSms}</div>}
      <Suspense>
        {asked === 'setup' && <SetUpDialog again={setUpAt !== null} enrolled={enrolled} ways={ways} onClose={close} />}
        {(asked === 'codes' || asked === 'off') && <CodeDialog what={asked} ways={ways} onClose={close} />}
        {codes && <RecoveryCodes codes={codes} onClose={() => setCodes(null)} />}
      </Suspense>
      {asked === 'smsOff' && (
        <ConfirmDialog
          title={t('easyLogin.askSmsOff')}
          points={[
            { text: t(setUpAt || hasPasskeys ? 'easyLogin.smsOffApp' : 'member.security.offPassword'), lost: !setUpAt && !hasPasskeys },
          ]}
          confirm={t('easyLogin.smsOff')}
          danger
          pending={smsOff.pending}
          onConfirm={() => smsOff.send(undefined)}
          onClose={close}
        />
      )}
    </Card>
  )
}
