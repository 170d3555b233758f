import { IconBan, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react'
import { VisuallyHidden } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { InstallationRow, InstallationState } from '@muster/contract'
import { formatInstant } from '../../lib/days.ts'
import { osNames } from '../../lib/devices.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { MemberName } from '../../lib/MemberName.tsx'
import { MemberStateBadge } from '../../lib/MemberState.tsx'
import { pages } from '../../paths.ts'
import list from '../../ui/List.module.css'
import classes from './InstallationCell.module.css'

/** Who it is: name and ID, which lead to the member page where the role opens it. */
export function InstallationMember({ company, row }: { company: AdministeredCompany; row: InstallationRow }) {
  const { id, name, login, state } = row
  return (
    <span className={classes.member}>
      <span className={classes.name}>
        {company.permissions.members ? <MemberName company={company} id={id} name={name} /> : name}
        {state !== 'in_use' && <MemberStateBadge state={state} />}
      </span>
      <span className={list.quiet}>{login}</span>
    </span>
  )
}

const signs = { installed: IconCircleCheck, not_installed: IconCircleDashed, no_permission: IconBan } satisfies Record<
  InstallationState,
  unknown
>

/** IS-1: an app: no permission, not installed, or the latest device and when it was last used there. */
export function InstallationAppState({ company, of: { state, latest } }: { company: AdministeredCompany; of: InstallationRow['mobile'] }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const Sign = signs[state]
  const words = t(`installation.state.${state}`)
  return (
    <span className={classes.app}>
      <span className={classes.state} data-state={state}>
        <Sign size={16} stroke={1.75} aria-hidden />
        {latest ? (
          <>
            <VisuallyHidden>{words}: </VisuallyHidden>
            <Device company={company} latest={latest} />
          </>
        ) : (
          words
        )}
      </span>
      {latest && (
        <time dateTime={latest.at} title={company.zone} className={classes.latest}>
          {formatInstant(latest.at, company.zone, locale)}
        </time>
      )}
    </span>
  )
}

type DeviceProps = { company: AdministeredCompany; latest: NonNullable<InstallationRow['mobile']['latest']> }

/** The device, which leads to its detail where role and plan open it. */
function Device({ company, latest: { device, os } }: DeviceProps) {
  const words = { title: `${device.model} · ${osNames[os]}`, className: classes.device ?? '' }
  if (!company.permissions.devices || !company.pages.devices.open) return <span {...words}>{device.model}</span>
  return (
    <Link to={pages.devices} search={{ company: company.id, device: device.id }} {...words}>
      {device.model}
    </Link>
  )
}
