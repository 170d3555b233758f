import { Drawer, Skeleton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/ModalBase.layer.css'
import '@mantine/core/styles/Drawer.layer.css'
import type { DeviceDetail, DeviceRow } from '@muster/contract'
import { formatInstant } from '../../lib/days.ts'
import { DeviceLine, DeviceLines } from '../../lib/DeviceLine.tsx'
import { mayNotify, osNames } from '../../lib/devices.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { Operations } from '../../lib/Operations.tsx'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { useFocusBack } from '../../ui/useFocusBack.ts'
import { deviceQuery } from './devices.query.ts'
import { DeviceUser } from './DevicesCell.tsx'
import classes from './DeviceDrawer.module.css'

type DrawerProps = {
  company: AdministeredCompany
  device: string
  /** A dialog lies over it: Escape is for that one. */
  covered: boolean
  onNotify: (rows: readonly DeviceRow[]) => void
  onClose: () => void
}

/** DS-9: all that is known of a device, beside the list. The URL carries it. */
export function DeviceDrawer({ company, device, covered, onNotify, onClose }: DrawerProps) {
  const { t } = useTranslation()
  useFocusBack()
  const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const query = useQuery(deviceQuery(company.id, device))
  return (
    <Drawer
      opened
      onClose={onClose}
      closeOnEscape={!covered}
      position="right"
      size={narrow ? '100%' : 480}
      title={query.data?.model ?? t('devices.detail.title')}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ title: classes.title ?? '', content: classes.content ?? '', header: classes.header ?? '' }}
    >
      {query.isPending && <Skeleton height={240} role="status" aria-label={t('common.loading')} />}
      {query.isError && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Detail company={company} device={query.data} onNotify={onNotify} />}
    </Drawer>
  )
}

function Detail({ company, device, onNotify }: Pick<DrawerProps, 'company' | 'onNotify'> & { device: DeviceDetail }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const at = (instant: string) => formatInstant(instant, company.zone, locale)
  return (
    <div className={classes.detail}>
      <Facts>
        <Fact label={t('devices.column.osVersion')}>
          {osNames[device.os]} {device.osVersion}
        </Fact>
        <Fact label={t('devices.detail.serial')}>{device.serial}</Fact>
        {device.profile && <Fact label={t('devices.column.profile')}>{t(`devices.profile.${device.profile}`)}</Fact>}
        {device.vendorId && <Fact label={t('devices.column.vendorId')}>{device.vendorId}</Fact>}
        <Fact label={t('devices.detail.id')}>{device.id}</Fact>
        <Fact label={t('devices.detail.firstAccess')}>{at(device.firstAccess)}</Fact>
        <Fact label={t('devices.column.lastAccess')}>{at(device.lastAccess)}</Fact>
      </Facts>
      <section aria-labelledby="device-members">
        <h3 id="device-members" className={classes.heading}>
          {t('devices.detail.members')}
        </h3>
        <DeviceLines>
          {device.rows.map((row) => (
            <DeviceLine
              key={row.id}
              row={row}
              zone={company.zone}
              title={<DeviceUser company={company} row={row} />}
              onNotify={mayNotify(company) ? () => onNotify([row]) : undefined}
            />
          ))}
        </DeviceLines>
      </section>
      {(device.profile !== null || company.permissions.devices === 'manage') && (
        <section aria-labelledby="device-operations">
          <h3 id="device-operations" className={classes.heading}>
            {t('operation.title')}
          </h3>
          <Operations company={company} device={device.id} />
        </section>
      )}
    </div>
  )
}
