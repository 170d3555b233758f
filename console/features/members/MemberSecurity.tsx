import { useState } from 'react'
import { Button, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { MemberDetail } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { useAct } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { mayChangeSignIn } from './memberMay.ts'
import classes from './MemberSecurity.module.css'

type Asked = 'off' | 'reset' | null

/** MB-2, MB-8: 2-step verification: what the company says, what the member has set up; ON/OFF where it is open, and Reset. */
export function MemberSecurity({ company, member }: { company: AdministeredCompany; member: MemberDetail }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [asked, setAsked] = useState<Asked>(null)
  const { policy, switchedOn, setUpAt, sms, passkeys, recoveryCodes, browsers } = member.twoStep
  const enrolled = setUpAt !== null || sms !== null || passkeys.count > 0
  const of = { company: company.id, member: member.id }
  const mayChange = mayChangeSignIn(company, member)
  const name = member.profile.name
  const close = () => setAsked(null)
  const toggle = useAct({ act: (on: boolean) => api.security.switchTwoStep.call({ ...of, on }), onDone: close })
  const reset = useAct({ act: () => api.security.resetTwoStep.call(of), onDone: close })
  const forget = useAct({ act: () => api.security.forgetBrowsers.call(of) })
  const isOn = policy === 'required' || (policy === 'optional' && (switchedOn || enrolled))
  return (
    <Card id="member-security" title={t('member.security.title')}>
      <Facts>
        <Fact label={t('member.security.twoStep')}>
          {t(isOn ? 'member.security.on' : 'member.security.off')}
          <small>{t(`member.security.policy.${policy}`)}</small>
        </Fact>
        {isOn && (
          <Fact label={t('member.security.app')}>
            {setUpAt ? (
              <time dateTime={setUpAt}>{formatInstant(setUpAt, company.zone, locale)}</time>
            ) : (
              t(enrolled ? 'account.notSetUp' : 'member.security.notSetUp')
            )}
          </Fact>
        )}
        {isOn && enrolled && <Fact label={t('member.security.recovery')}>{t('member.security.codes', { count: recoveryCodes })}</Fact>}
        {passkeys.count > 0 && (
          <Fact label={t('member.security.passkeys')}>
            {t('member.security.passkeyCount', { count: passkeys.count })}
            <small>
              {passkeys.lastUsedAt ? (
                <time dateTime={passkeys.lastUsedAt}>
                  {t('member.security.passkeyUsed', { at: formatInstant(passkeys.lastUsedAt, company.zone, locale) })}
                </time>
              ) : (
                t('member.security.passkeyUnused')
              )}
            </small>
          </Fact>
        )}
        {isOn && sms && (
          <Fact label={t('easyLogin.smsStep')}>
            {sms.number}
            <small>
              <time dateTime={sms.setUpAt}>{t('easyLogin.since', { at: formatInstant(sms.setUpAt, company.zone, locale) })}</time>
            </small>
          </Fact>
        )}
        {isOn && browsers > 0 && (
          <Fact label={t('member.security.browsers')}>
            {t('member.security.browserCount', { count: browsers })}
            <small>{t('member.security.browsersNote')}</small>
          </Fact>
        )}
      </Facts>
      {mayChange && (
        <div className={classes.tools}>
          {policy === 'optional' && (
            <Switch
              label={t('member.security.switch')}
              checked={isOn}
              disabled={toggle.pending}
              onChange={({ currentTarget }) => (currentTarget.checked ? toggle.send(true) : setAsked('off'))}
            />
          )}
          {browsers > 0 && (
            <Button variant="default" size="xs" loading={forget.pending} onClick={() => forget.send(undefined)}>
              {t('member.security.forgetBrowsers')}
            </Button>
          )}
          {enrolled && (
            <Button variant="default" size="xs" onClick={() => setAsked('reset')}>
              {t('member.security.reset')}
            </Button>
          )}
        </div>
      )}
      {asked === 'off' && (
        <ConfirmDialog
          title={t('member.security.askOff', { name })}
          points={[{ text: t('member.security.offForgets'), lost: true }, { text: t('member.security.offPassword') }]}
          confirm={t('member.security.turnOff')}
          danger
          pending={toggle.pending}
          onConfirm={() => toggle.send(false)}
          onClose={close}
        />
      )}
      {asked === 'reset' && (
        <ConfirmDialog
          title={t('member.security.askReset', { name })}
          points={[
            { text: t('member.security.resetEnds'), lost: true },
            { text: t('member.security.resetForgets'), lost: true },
            { text: t('member.security.resetAgain', { name }) },
          ]}
          confirm={t('member.security.reset')}
          danger
          pending={reset.pending}
          onConfirm={() => reset.send(undefined)}
          onClose={close}
        />
      )}
    </Card>
  )
}
