import { lazy, Suspense, useState } from 'react'
import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { locales } from '@muster/contract'
import { formatDate } from '../../lib/days.ts'
import { languageNames, useLocale } from '../../lib/locale.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { Card } from '../../ui/Card.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { PersonPhoto } from '../../ui/PersonPhoto.tsx'
import { ownPhotoOf, ownProfileQuery } from './ownProfile.query.ts'
import classes from './AccountPage.module.css'

const OwnProfileDialog = lazy(async () => ({ default: (await import('./OwnProfileDialog.tsx')).OwnProfileDialog }))

/** MB-2: one's own profile as it stands, without what is empty and not one's own to fill in. */
export function OwnProfile() {
  const { t } = useTranslation()
  const locale = useLocale()
  const [editing, setEditing] = useState(false)
  const query = useQuery(ownProfileQuery())
  if (query.isPending) return <Skeleton height={280} radius={12} role="status" aria-label={t('common.loading')} />
  if (!query.data) return <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />
  const { profile, level, companyZone, editable } = query.data
  const names = locales.flatMap((one) => (profile.names[one] ? [`${languageNames[one]}: ${profile.names[one].name}`] : []))
  const day = (value: string | null) => value && formatDate(value, locale)
  const facts = [
    ['employeeNumber', profile.employeeNumber],
    ['phonetic', profile.phonetic],
    ['names', names.join(', ')],
    ['personalEmail', profile.personalEmail],
    ['phones', profile.phones.map(({ number }) => number).join(', ')],
    ['levelId', level],
    ['workplace', profile.workplace],
    ['duty', profile.duty],
    ['hiredOn', day(profile.hiredOn)],
    ['birthday', day(profile.birthday)],
    ['zone', profile.zone ?? t('member.companyZone', { zone: companyZone })],
  ] as const
  const open = new Set<string>(editable)
  return (
    <Card
      id="own-profile"
      title={t('member.profile.title')}
      tools={
        editable.length > 0 && (
          <Button variant="default" size="xs" onClick={() => setEditing(true)}>
            {t('account.editProfile')}
          </Button>
        )
      }
    >
      <div className={classes.person}>
        <PersonPhoto name={profile.name} src={ownPhotoOf(query.data)} size={56} />
        <div>
          <strong>{profile.name}</strong>
          {profile.nickname && <div className={classes.note}>{profile.nickname}</div>}
        </div>
      </div>
      <Facts>
        {facts.map(
          ([field, value]) =>
            (value || open.has(field)) && (
              <Fact key={field} label={t(`member.field.${field}`)}>
                {value}
              </Fact>
            ),
        )}
      </Facts>
      <p className={classes.note}>{t(editable.length > 0 ? 'account.profileNote' : 'account.profileClosed')}</p>
      <Suspense>{editing && <OwnProfileDialog own={query.data} onClose={() => setEditing(false)} />}</Suspense>
    </Card>
  )
}
