/** The only place of the console that knows URLs: those of its own pages, and those the server answers itself. */

export const pages = {
  home: '/',
  activeUsers: '/statistics/active-users',
  member: '/members/$member',
  teams: '/teams',
  chart: '/chart',
  organization: '/settings/organization',
  setup: '/setup/$token',
  invitation: '/invitation/$token',
} as const

/** Where a menu noun will lead; a noun without a page yet is not listed in the navigation. */
export type PagePath = (typeof pages)['activeUsers' | 'teams' | 'chart' | 'organization']

export const serverPaths = {
  api: '/api/v1',
  signedOut: '/console/signed-out',
  /** `back` is a path of ours, taken up again after signing in. */
  signIn: (back: string) => `/console/sign-in?return=${encodeURIComponent(back)}`,
  /** `changedAt` makes another picture another address. */
  memberPhoto: (company: string, member: string, changedAt: string) =>
    `/api/v1/companies/${encodeURIComponent(company)}/members/${encodeURIComponent(member)}/photo?${new URLSearchParams({ v: changedAt })}`,
  importTemplate: (company: string) => `/api/v1/companies/${encodeURIComponent(company)}/members/import-template.csv`,
  activeUsersFile: (company: string, section: string, period: string) =>
    `/api/v1/companies/${encodeURIComponent(company)}/statistics/active-users.xlsx?${new URLSearchParams({ section, period })}`,
}
