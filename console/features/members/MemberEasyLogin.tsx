import { useState } from 'react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { easyLoginKinds, type EasyLoginKind, type MemberDetail } from '@muster/contract'
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

/** MB-5: by what else the member signs in, LINE or mobile number, and turning it off. */
export function MemberEasyLogin({ company, member }: { company: AdministeredCompany; member: MemberDetail }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [asked, setAsked] = useState<EasyLoginKind | null>(null)
  const close = () => setAsked(null)
  const off = useAct({
    act: (kind: EasyLoginKind) => api.easyLogin.turnOff.call({ company: company.id, member: member.id, kind }),
    onDone: close,
  })
  const stateOf = (kind: EasyLoginKind) => {
    const { allowed, linkedAt } = member.easyLogin[kind]
    if (linkedAt && allowed) return t('easyLogin.since', { at: formatInstant(linkedAt, company.zone, locale) })
    return linkedAt || !allowed ? t('member.easyLogin.notAllowed') : null
  }
  const shown = { line: member.easyLogin.line.linkedAt ? t('easyLogin.linked') : null, phone: member.easyLogin.phone.number }
  return (
    <Card id="member-easy-login" title={t('easyLogin.title')}>
      <Facts>
        {easyLoginKinds.map((kind) => (
          <Fact key={kind} label={kind === 'line' ? 'LINE' : t('easyLogin.phone')}>
            {shown[kind] ?? t(kind === 'line' ? 'easyLogin.notLinked' : 'member.easyLogin.noPhone')}
            <small>{stateOf(kind) ?? (kind === 'phone' && shown.phone ? t('member.easyLogin.notUsed') : null)}</small>
            {member.easyLogin[kind].linkedAt && mayChangeSignIn(company, member) && (
              <div className={classes.rowTools}>
                <Button variant="default" size="xs" onClick={() => setAsked(kind)}>
                  {t('easyLogin.turnOff')}
                </Button>
              </div>
            )}
          </Fact>
        ))}
      </Facts>
      {asked && (
        <ConfirmDialog
          title={t(`member.easyLogin.ask.${asked}`, { name: member.profile.name })}
          points={[
            { text: t('member.easyLogin.ends'), lost: true },
            { text: t('member.easyLogin.stays') },
            { text: t('member.easyLogin.again', { name: member.profile.name }) },
          ]}
          confirm={t('easyLogin.turnOff')}
          danger
          pending={off.pending}
          onConfirm={() => off.send(asked)}
          onClose={close}
        />
      )}
    </Card>
  )
}
