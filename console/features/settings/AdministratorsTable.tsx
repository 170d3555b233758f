import { IconDots, IconUserMinus, IconUserShield } from '@tabler/icons-react'
import { ActionIcon, Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Administrator } from '@muster/contract'
import { formatDate, formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { MemberName } from '../../lib/MemberName.tsx'
import { MemberStateBadge } from '../../lib/MemberState.tsx'
import { wallOf } from '../../lib/zoned.ts'
import { PersonPhoto } from '../../ui/PersonPhoto.tsx'
import type { Asked } from './AdministratorsPage.tsx'
import classes from './Administrators.module.css'

type TableProps = { company: AdministeredCompany; administrators: readonly Administrator[]; onAsk: (asked: Asked) => void }

/** P-2: each administrator with role and limit; what may be done is the server's word. On a phone a row is laid out as a card. */
export function AdministratorsTable({ company, administrators, onAsk }: TableProps) {
  const { t } = useTranslation()
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {(['name', 'role', 'limit', 'since'] as const).map((column) => (
            <th key={column} scope="col">
              {t(`administrators.column.${column}`)}
            </th>
          ))}
          <th scope="col" className={classes.end}>
            <span className={classes.silent}>{t('administrators.column.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {administrators.map((one) => (
          <Row key={one.memberId} company={company} administrator={one} onAsk={onAsk} />
        ))}
      </tbody>
    </table>
  )
}

function Row({
  company,
  administrator: one,
  onAsk,
}: {
  company: AdministeredCompany
  administrator: Administrator
  onAsk: TableProps['onAsk']
}) {
  const { t } = useTranslation()
  const locale = useLocale()
  const ofCompany = company.permissions.members !== undefined && one.login.endsWith(`@${company.domain}`)
  return (
    <tr>
      <td>
        <div className={classes.who}>
          <PersonPhoto name={one.name} size={32} />
          <div>
            {ofCompany ? <MemberName company={company} id={one.memberId} name={one.name} /> : one.name}
            {one.blockedBy === 'own_account' && <span className={classes.you}>{t('administrators.you')}</span>}
            <div className={classes.login}>
              {one.login.slice(0, one.login.lastIndexOf('@'))}
              <wbr />
              {one.login.slice(one.login.lastIndexOf('@'))}
            </div>
            {one.state !== 'in_use' && <MemberStateBadge state={one.state} />}
          </div>
        </div>
      </td>
      <td>
        <span className={classes.role}>{one.customRole?.name ?? t(`administrators.role.${one.role}`)}</span>
      </td>
      <td className={one.team ? undefined : classes.quiet}>{one.team?.name ?? t('administrators.whole')}</td>
      <td className={classes.quiet}>
        <time dateTime={one.since} title={formatInstant(one.since, company.zone, locale)}>
          {formatDate(wallOf(new Date(one.since), company.zone).slice(0, 10), locale)}
        </time>
      </td>
      <td className={classes.end}>
        <Actions administrator={one} onAsk={onAsk} />
      </td>
    </tr>
  )
}

/** What can't be done now says why. */
function Actions({ administrator: one, onAsk }: { administrator: Administrator; onAsk: TableProps['onAsk'] }) {
  const { t } = useTranslation()
  const reason = one.blockedBy && t(`error.${one.blockedBy}`)
  return (
    <Menu position="bottom-end" width={260} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('administrators.actionsOf', { name: one.name })}>
          <IconDots size={18} stroke={1.75} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {reason && <Menu.Label>{reason}</Menu.Label>}
        <Menu.Item
          disabled={reason !== null}
          leftSection={<IconUserShield size={16} stroke={1.75} aria-hidden />}
          onClick={() => onAsk({ kind: 'change', administrator: one })}
        >
          {t('administrators.change')}
        </Menu.Item>
        <Menu.Item
          color="red"
          disabled={reason !== null}
          leftSection={<IconUserMinus size={16} stroke={1.75} aria-hidden />}
          onClick={() => onAsk({ kind: 'dismiss', administrator: one })}
        >
          {t('administrators.dismiss')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
