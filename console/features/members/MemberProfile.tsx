import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { locales, type MemberDetail } from '@muster/contract'
import { formatDate } from '../../lib/days.ts'
import { languageNames, useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { Card } from '../../ui/Card.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import classes from './MemberProfile.module.css'

/** MB-2: the profile as it stands. */
export function MemberProfile({ company, member }: { company: AdministeredCompany; member: MemberDetail }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { profile } = member
  const forms = locales.flatMap((one) => {
    const form = profile.names[one]
    return form ? [`${languageNames[one]}: ${form.name}${form.phonetic ? ` (${form.phonetic})` : ''}`] : []
  })
  const day = (value: string | null) => value && formatDate(value, locale)
  return (
    <Card id="member-profile" title={t('member.profile.title')}>
      <Facts>
        <Fact label={t('member.field.employeeNumber')}>{profile.employeeNumber}</Fact>
        <Fact label={t('member.field.names')}>{forms.length > 0 && <Lines lines={forms} />}</Fact>
        <Fact label={t('member.field.personalEmail')}>
          {profile.personalEmail && <a href={`mailto:${profile.personalEmail}`}>{profile.personalEmail}</a>}
        </Fact>
        <Fact label={t('member.field.aliases')}>
          {profile.aliases.length > 0 && <Lines lines={profile.aliases.map((alias) => `${alias}@${company.domain}`)} />}
        </Fact>
        <Fact label={t('member.field.phones')}>
          {profile.phones.length > 0 && (
            <Lines
              lines={profile.phones.map(({ kind, number }) => (
                <>
                  <a href={`tel:${number.replaceAll(/[^+\d]/g, '')}`}>{number}</a>{' '}
                  <span className={classes.kind}>{t(`member.phone.${kind}`)}</span>
                </>
              ))}
            />
          )}
        </Fact>
        <Fact label={t('member.field.levelId')}>
          {member.level && (member.level.executive ? `${member.level.name} (${t('member.executive')})` : member.level.name)}
        </Fact>
        <Fact label={t('member.field.userTypeId')}>{member.userType?.name}</Fact>
        <Fact label={t('member.field.workplace')}>{profile.workplace}</Fact>
        <Fact label={t('member.field.duty')}>{profile.duty}</Fact>
        <Fact label={t('member.field.hiredOn')}>{day(profile.hiredOn)}</Fact>
        <Fact label={t('member.field.birthday')}>{day(profile.birthday)}</Fact>
        <Fact label={t('member.field.locale')}>{languageNames[profile.locale]}</Fact>
        <Fact label={t('member.field.zone')}>{profile.zone ?? t('member.companyZone', { zone: company.zone })}</Fact>
        {member.customFields.map(({ id, name }) => (
          <Fact key={id} label={name}>
            {profile.custom[id]}
          </Fact>
        ))}
      </Facts>
    </Card>
  )
}

function Lines({ lines }: { lines: ReactNode[] }) {
  return (
    <ul className={classes.lines}>
      {lines.map((line, index) => (
        <li key={index}>{line}</li>
      ))}
    </ul>
  )
}
