import { deviceTabs, tabNames, type DeviceApp, type DeviceTab, type OperatingSystem } from '@muster/contract'
import type { AdministeredCompany } from './me.ts'

/** Names that are the same in every language. */
export const osNames: Record<OperatingSystem, string> = {
  ios: 'iOS',
  android: 'Android',
  windows: 'Windows',
  macos: 'macOS',
  linux: 'Linux',
}

/** DS-1: the tab on which a device row stands. */
export const tabOf = (app: DeviceApp): DeviceTab =>
  tabNames.find((tab) => (deviceTabs[tab] as readonly DeviceApp[]).includes(app)) ?? 'mobile'

/** DS-6: whether role and plan let one send update notifications. */
export const mayNotify = (company: AdministeredCompany) => company.pages.devices.open && company.permissions.devices === 'manage'
