import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { DeviceRow } from '@muster/contract'
import { formatInstant } from '../../lib/days.ts'
import { osNames } from '../../lib/devices.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { MemberName } from '../../lib/MemberName.tsx'
import { MemberStateBadge } from '../../lib/MemberState.tsx'
import { UpdateMark } from '../../lib/UpdateMark.tsx'
import { pages } from '../../paths.ts'
import type { DeviceSearch } from './devices.search.ts'
import list from '../../ui/List.module.css'
import classes from './DevicesCell.module.css'

/** DS-2: the model, which opens the detail; the rest of the URL stays. */
export function DeviceModel({ company, search, row }: { company: string; search: DeviceSearch; row: DeviceRow }) {
  return (
    <Link
      to={pages.devices}
      search={{ company, ...search, device: row.device.id }}
      className={classes.model ?? ''}
      activeProps={{ 'aria-current': undefined }}
      resetScroll={false}
    >
      {row.device.model}
    </Link>
  )
}

/** DS-2: who uses it: name and ID, which lead to the member page where the role opens it. */
export function DeviceUser({ company, row }: { company: AdministeredCompany; row: DeviceRow }) {
  const { id, name, login, state } = row.member
  return (
    <span className={classes.user}>
      <span className={classes.name}>
        {company.permissions.members ? <MemberName company={company} id={id} name={name} /> : name}
        {state !== 'in_use' && <MemberStateBadge state={state} />}
      </span>
      <span className={list.quiet}>{login}</span>
    </span>
  )
}

type AppProps = { zone: string; row: DeviceRow; onNotify: ((row: DeviceRow) => void) | undefined }

/** DS-2, DS-7: the installed app and its version, and whether there is a newer one. */
export function DeviceAppVersion({ zone, row, onNotify }: AppProps) {
  const { t } = useTranslation()
  return (
    <span className={classes.app}>
      <span>
        {t(`member.surface.${row.app}`)} <span className={classes.figure}>{row.appVersion}</span>
      </span>
      <UpdateMark row={row} zone={zone} onNotify={onNotify && (() => onNotify(row))} />
    </span>
  )
}

export function DeviceSystem({ row }: { row: DeviceRow }) {
  return (
    <>
      {osNames[row.os]} <span className={classes.figure}>{row.osVersion}</span>
    </>
  )
}

export function DeviceAccess({ zone, row }: { zone: string; row: DeviceRow }) {
  const locale = useLocale()
  return (
    <time dateTime={row.lastAccess} title={zone} className={classes.figure}>
      {formatInstant(row.lastAccess, zone, locale)}
    </time>
  )
}
