import { lazy, Suspense, useState } from 'react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { TwoStepPolicy } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { useAct } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import classes from './AccountPage.module.css'

const SetUpDialog = lazy(async () => ({ default: (await import('./SetUpDialog.tsx')).SetUpDialog }))
const CodeDialog = lazy(async () => ({ default: (await import('./CodeDialog.tsx')).CodeDialog }))

export type OwnTwoStepFacts = {
  policy: TwoStepPolicy
  setUpAt: string | null
  recoveryCodes: number
  browsers: number
  mayTurnOff: boolean
}

/** MB-8: one's own second step: set up, on another phone, new recovery codes, and off where it is open. */
export function OwnTwoStep({ twoStep, zone }: { twoStep: OwnTwoStepFacts; zone: string }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [asked, setAsked] = useState<'setup' | 'codes' | 'off' | null>(null)
  const { policy, setUpAt, recoveryCodes, browsers, mayTurnOff } = twoStep
  const forget = useAct({ act: () => api.self.forgetBrowsers.call() })
  const close = () => setAsked(null)
  return (
    <Card id="own-two-step" title={t('member.security.twoStep')}>
      <Facts>
        <Fact label={t('member.security.app')}>
          {setUpAt ? <time dateTime={setUpAt}>{formatInstant(setUpAt, zone, locale)}</time> : t('account.notSetUp')}
          <small>{setUpAt ? t('member.security.codes', { count: recoveryCodes }) : t(`member.security.policy.${policy}`)}</small>
        </Fact>
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
          {setUpAt && (
            <Button variant="default" onClick={() => setAsked('codes')}>
              {t('account.newCodes')}
            </Button>
          )}
          <Button variant={setUpAt ? 'default' : 'filled'} onClick={() => setAsked('setup')}>
            {t(setUpAt ? 'account.otherPhone' : 'account.setUp')}
          </Button>
        </div>
      )}
      <Suspense>
        {asked === 'setup' && <SetUpDialog enrolled={setUpAt !== null} onClose={close} />}
        {(asked === 'codes' || asked === 'off') && <CodeDialog what={asked} onClose={close} />}
      </Suspense>
    </Card>
  )
}
