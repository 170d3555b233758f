import type { DeviceApp, DeviceProfile, Locale, OperatingSystem } from '@muster/contract'

const columns = [
  'model',
  'profile',
  'vendorId',
  'user',
  'userId',
  'os',
  'osVersion',
  'app',
  'appVersion',
  'updateAvailable',
  'firstAccess',
  'lastAccess',
] as const
type Column = (typeof columns)[number]
type Texts = {
  columns: Record<Column, string>
  apps: Record<DeviceApp, string>
  profiles: Record<DeviceProfile, string>
  yes: string
  no: string
}

/** What the systems call themselves. */
export const systems: Record<OperatingSystem, string> = {
  ios: 'iOS',
  android: 'Android',
  windows: 'Windows',
  macos: 'macOS',
  linux: 'Linux',
}

/** RE-2: the words of the file of devices, its columns in their order. */
export const fileTexts: Record<Locale, Texts> = {
  en: {
    columns: {
      model: 'Device',
      profile: 'MDM profile',
      vendorId: 'Vendor ID',
      user: 'User',
      userId: 'User ID',
      os: 'OS',
      osVersion: 'OS version',
      app: 'App',
      appVersion: 'App version',
      updateAvailable: 'Update available',
      firstAccess: 'First access',
      lastAccess: 'Recent access',
    },
    apps: { mobile: 'Mobile app', pc: 'PC app', drive_mobile: 'Drive mobile app', drive_explorer: 'Drive explorer' },
    profiles: { registered: 'Registered', unregistered: 'Unregistered' },
    yes: 'Yes',
    no: 'No',
  },
  ko: {
    columns: {
      model: '기기',
      profile: 'MDM 프로필',
      vendorId: '벤더 ID',
      user: '사용자',
      userId: '사용자 ID',
      os: 'OS',
      osVersion: 'OS 버전',
      app: '앱',
      appVersion: '앱 버전',
      updateAvailable: '업데이트 가능',
      firstAccess: '최초 접속',
      lastAccess: '최근 접속',
    },
    apps: { mobile: '모바일 앱', pc: 'PC 앱', drive_mobile: '드라이브 모바일 앱', drive_explorer: '드라이브 탐색기' },
    profiles: { registered: '등록됨', unregistered: '미등록' },
    yes: '예',
    no: '아니요',
  },
  ja: {
    columns: {
      model: '端末',
      profile: 'MDMプロファイル',
      vendorId: 'ベンダーID',
      user: '利用者',
      userId: '利用者ID',
      os: 'OS',
      osVersion: 'OSバージョン',
      app: 'アプリ',
      appVersion: 'アプリバージョン',
      updateAvailable: '更新あり',
      firstAccess: '初回アクセス',
      lastAccess: '最終アクセス',
    },
    apps: {
      mobile: 'モバイルアプリ',
      pc: 'PCアプリ',
      drive_mobile: 'ドライブモバイルアプリ',
      drive_explorer: 'ドライブエクスプローラー',
    },
    profiles: { registered: '登録済み', unregistered: '未登録' },
    yes: 'はい',
    no: 'いいえ',
  },
}
