/** The only place of the console that knows URLs: those of its own pages, and those the server answers itself. */

export const pages = {
  home: '/',
  activeUsers: '/statistics/active-users',
  members: '/members',
  member: '/members/$member',
  teams: '/teams',
  chart: '/chart',
  organization: '/settings/organization',
  companySettings: '/settings/company',
  administrators: '/settings/administrators',
  servicePermissions: '/settings/service-permissions',
  apps: '/settings/apps',
  mail: '/settings/mail',
  integrations: '/settings/integrations',
  signInSecurity: '/security/sign-in',
  network: '/security/network',
  audit: '/audit',
  installation: '/statistics/installation',
  storage: '/statistics/storage',
  guideTemplate: '/statistics/installation/guide',
  devices: '/security/devices',
  mdm: '/security/mdm',
  setup: '/setup/$token',
  invitation: '/invitation/$token',
  account: '/account',
  forgot: '/forgot',
  reset: '/reset/$token',
} as const

/** Where a menu noun will lead; a noun without a page yet is not listed in the navigation. */
export type PagePath = (typeof pages)[
  | 'home'
  | 'activeUsers'
  | 'members'
  | 'teams'
  | 'chart'
  | 'organization'
  | 'companySettings'
  | 'administrators'
  | 'servicePermissions'
  | 'apps'
  | 'mail'
  | 'integrations'
  | 'signInSecurity'
  | 'network'
  | 'audit'
  | 'installation'
  | 'storage'
  | 'devices'
  | 'mdm']

export const serverPaths = {
  api: '/api/v1',
  signedOut: '/console/signed-out',
  /** `back` is a path of ours, taken up again after signing in. */
  signIn: (back: string) => `/console/sign-in?return=${encodeURIComponent(back)}`,
  /** The same, where a single sign-on is not enough: the member proves who they are. */
  signInAgain: (back: string) => `/console/sign-in?again=1&return=${encodeURIComponent(back)}`,
  /** `changedAt` makes another picture another address. */
  ownPhoto: (changedAt: string) => `/api/v1/me/photo?${new URLSearchParams({ v: changedAt })}`,
  memberPhoto: (company: string, member: string, changedAt: string) =>
    `/api/v1/companies/${encodeURIComponent(company)}/members/${encodeURIComponent(member)}/photo?${new URLSearchParams({ v: changedAt })}`,
  importTemplate: (company: string) => `/api/v1/companies/${encodeURIComponent(company)}/members/import-template.csv`,
  listFile: (id: string) => `/api/v1/me/exports/${encodeURIComponent(id)}/file`,
  guideFile: (company: string, guide: string) =>
    `/api/v1/companies/${encodeURIComponent(company)}/installation/guides/${encodeURIComponent(guide)}/recipients.csv`,
  activeUsersFile: (company: string, section: string, period: string) =>
    `/api/v1/companies/${encodeURIComponent(company)}/statistics/active-users.xlsx?${new URLSearchParams({ section, period })}`,
}
