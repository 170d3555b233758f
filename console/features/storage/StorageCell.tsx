import { useTranslation } from 'react-i18next'
import type { StorageRow } from '@muster/contract'
import { formatBytes, formatInstant, formatShare } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { MemberName } from '../../lib/MemberName.tsx'
import { MemberStateBadge } from '../../lib/MemberState.tsx'
import { UseTrack } from '../../ui/UseBar.tsx'
import classes from '../../ui/List.module.css'
import own from './Storage.module.css'

type CellProps = { row: StorageRow }

/** Who it is; a state only where it is not the usual one. */
export function StorageWho({ company, row }: CellProps & { company: AdministeredCompany }) {
  const { id, name, login, state } = row.member
  return (
    <span className={`${classes.who} ${own.who}`}>
      {company.permissions.members ? <MemberName company={company} id={id} name={name} /> : name}
      <span className={classes.quiet} title={login}>
        {login}
      </span>
      {state !== 'in_use' && <MemberStateBadge state={state} />}
    </span>
  )
}

export function StorageUsed({ row }: CellProps) {
  return <>{formatBytes(row.used, useLocale())}</>
}

/** How full it is: a bar, and in words. */
export function StorageShare({ row: { member, used, limit } }: CellProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  if (limit === null) return <span className={classes.quiet}>{t('storage.noLimit')}</span>
  const text = t('storage.shareOf', { share: formatShare(used, limit, locale), limit: formatBytes(limit, locale) })
  return (
    <span className={own.share}>
      <UseTrack label={t('storage.useOf', { name: member.name })} text={text} share={used / Math.max(1, limit)} />
      <span className={own.words}>{text}</span>
    </span>
  )
}

export function StorageAsOf({ zone, row }: CellProps & { zone: string }) {
  return <span className={classes.quiet}>{formatInstant(row.reportedAt, zone, useLocale())}</span>
}
