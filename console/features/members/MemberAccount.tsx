import { lazy, Suspense, useState } from 'react'
import { Button, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { surfaces, type MemberDetail } from '@muster/contract'
import { formatInstant, zoneOffset } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { Card } from '../../ui/Card.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { editBlockedBy } from './memberMay.ts'

const PermissionDialog = lazy(async () => ({ default: (await import('./PermissionDialog.tsx')).PermissionDialog }))

/** MB-2: how the account came to be, its password and invitation, and which apps it may use. Times are the company's. */
export function MemberAccount({ company, member }: { company: AdministeredCompany; member: MemberDetail }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState(false)
  const { password, invitation, mail, servicePermission } = member
  // Nobody sets their own (P-3): the server says whose account it is with every action of More.
  const isOwn = member.actions.some(({ reason }) => reason === 'own_account')
  const mayChange = company.permissions.members === 'manage' && !editBlockedBy(member) && !isOwn
  const at = (instant: string | null) => instant && <At instant={instant} zone={company.zone} />
  const allowed = surfaces.filter((surface) => servicePermission.surfaces.includes(surface))
  return (
    <Card id="member-account" title={t('member.account.title')}>
      <Facts>
        <Fact label={t('member.account.registered')}>
          {at(member.createdAt)}
          <small>{t(`member.registeredBy.${member.registeredBy}`)}</small>
        </Fact>
        {member.state === 'awaiting' && <Fact label={t('member.account.activates')}>{at(member.activatesAt)}</Fact>}
        {invitation && (
          <Fact label={t('member.account.invitation')}>
            {at(invitation.sentAt)}
            <small>
              {t('member.account.invitationUntil')} {at(invitation.expiresAt)}
            </small>
          </Fact>
        )}
        {mail && (
          <Fact label={t('member.account.mail')}>
            {t(`member.account.kind.${mail.kind}`)}, {at(mail.queuedAt)}
            <Text component="small" {...(['refused', 'unknown'].includes(mail.delivery) && { c: 'var(--mantine-color-error)' })}>
              {t(`member.account.delivery.${mail.delivery}`, { address: mail.address, reply: mail.reply ?? '' })}
            </Text>
          </Fact>
        )}
        <Fact label={t('member.account.firstSignedIn')}>{at(member.firstSignedInAt) ?? t('member.account.never')}</Fact>
        <Fact label={t('member.account.password')}>
          {password ? at(password.changedAt) : t('member.account.noPassword')}
          {password?.mustChange && <small>{t('member.account.mustChange')}</small>}
        </Fact>
        <Fact label={t('member.account.permission')}>
          {allowed.length > 0 ? allowed.map((surface) => t(`member.surface.${surface}`)).join(', ') : t('member.account.noSurface')}
          <small>
            {servicePermission.own
              ? t('member.account.permissionOwn', { name: servicePermission.own.name })
              : t('member.account.permissionInherited')}
          </small>
          {mayChange && (
            <Button variant="default" size="xs" mt={8} onClick={() => setAsked(true)}>
              {t('member.permission.change')}
            </Button>
          )}
        </Fact>
      </Facts>
      <Suspense>{asked && <PermissionDialog member={member} onClose={() => setAsked(false)} />}</Suspense>
    </Card>
  )
}

/** An instant on the company's clock; the zone on hover. */
function At({ instant, zone }: { instant: string; zone: string }) {
  const locale = useLocale()
  return (
    <time dateTime={instant} title={`${zone} (${zoneOffset(zone, instant)})`}>
      {formatInstant(instant, zone, locale)}
    </time>
  )
}
