import type { ReactNode } from 'react'
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DeviceRow } from '@muster/contract'
import { formatInstant } from './days.ts'
import { osNames } from './devices.ts'
import { useLocale } from './locale.ts'
import { UpdateMark } from './UpdateMark.tsx'
import classes from './DeviceLine.module.css'

const icons = {
  mobile: IconDeviceMobile,
  drive_mobile: IconDeviceMobile,
  pc: IconDeviceDesktop,
  drive_explorer: IconDeviceDesktop,
}

/** One of a device’s or member’s device rows: which app runs there, and when it was last used. */
export function DeviceLine({
  row,
  zone,
  title,
  onNotify,
  tools,
}: {
  row: DeviceRow
  zone: string
  title: ReactNode
  onNotify?: (() => void) | undefined
  /** At its end. */
  tools?: ReactNode
}) {
  const { t } = useTranslation()
  const locale = useLocale()
  const Icon = icons[row.app]
  return (
    <li className={classes.line}>
      <Icon size={20} stroke={1.5} aria-hidden className={classes.icon} />
      <div className={classes.what}>
        <div className={classes.title}>{title}</div>
        <div className={classes.detail}>
          {t(`member.surface.${row.app}`)} {row.appVersion} · {osNames[row.os]} {row.osVersion}
        </div>
        <div className={classes.detail}>
          {t('devices.column.lastAccess')} <time dateTime={row.lastAccess}>{formatInstant(row.lastAccess, zone, locale)}</time>
        </div>
        <UpdateMark row={row} zone={zone} onNotify={onNotify} />
      </div>
      {tools}
    </li>
  )
}

/** Lines of {@link DeviceLine}. */
export function DeviceLines({ children }: { children: ReactNode }) {
  return <ul className={classes.lines}>{children}</ul>
}
