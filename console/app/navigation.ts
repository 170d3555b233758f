import { IconChartBar, IconHistory, IconHome, IconSettings, IconShield, IconUsers, type Icon } from '@tabler/icons-react'
import type { Menu } from '@muster/contract'
import type { AdministeredCompany } from '../lib/me.ts'
import { pages, type PagePath } from '../paths.ts'

type PlanPage = keyof AdministeredCompany['pages']
/** `key` names the text; `plan` the page whose plan opens it, where not every plan has it. */
type PageKey =
  | PlanPage
  | 'storage'
  | 'home'
  | 'members'
  | 'teams'
  | 'orgChart'
  | 'organization'
  | 'company'
  | 'administrators'
  | 'servicePermissions'
  | 'apps'
  | 'mail'
  | 'integrations'
  | 'signIn'
  | 'network'
  | 'mdm'
  | 'audit'
/** `menu`: the permission that a page needs; without one every administrator has it. `or`: another menu to which it belongs as well. */
type NavPage = { key: PageKey; to: PagePath; menu?: Menu; or?: Menu; plan?: PlanPage }
/** A noun with one page of the same name is that page. */
type NavGroup = { key: 'home' | 'statistics' | 'members' | 'security' | 'settings' | 'audit'; icon: Icon; pages: readonly NavPage[] }

/** The menu, noun by noun. A page is added here when it exists. */
const groups: readonly NavGroup[] = [
  { key: 'home', icon: IconHome, pages: [{ key: 'home', to: pages.home }] },
  {
    key: 'statistics',
    icon: IconChartBar,
    pages: [
      { key: 'activeUsers', to: pages.activeUsers, menu: 'statistics', plan: 'activeUsers' },
      { key: 'installation', to: pages.installation, menu: 'installation', plan: 'installation' },
      { key: 'storage', to: pages.storage, menu: 'statistics' },
    ],
  },
  {
    key: 'members',
    icon: IconUsers,
    pages: [
      { key: 'members', to: pages.members, menu: 'members' },
      { key: 'teams', to: pages.teams, menu: 'members' },
      { key: 'orgChart', to: pages.chart, menu: 'members' },
    ],
  },
  {
    key: 'security',
    icon: IconShield,
    pages: [
      { key: 'signIn', to: pages.signInSecurity, menu: 'security' },
      { key: 'network', to: pages.network, menu: 'security' },
      { key: 'devices', to: pages.devices, menu: 'devices', plan: 'devices' },
      { key: 'mdm', to: pages.mdm, menu: 'devices', plan: 'devices' },
    ],
  },
  {
    key: 'settings',
    icon: IconSettings,
    pages: [
      { key: 'company', to: pages.companySettings, menu: 'settings' },
      { key: 'administrators', to: pages.administrators, menu: 'settings' },
      { key: 'servicePermissions', to: pages.servicePermissions, menu: 'settings', or: 'members' },
      { key: 'organization', to: pages.organization, menu: 'members' },
      { key: 'apps', to: pages.apps, menu: 'settings' },
      { key: 'mail', to: pages.mail, menu: 'settings' },
      { key: 'integrations', to: pages.integrations, menu: 'settings' },
    ],
  },
  { key: 'audit', icon: IconHistory, pages: [{ key: 'audit', to: pages.audit, menu: 'audit' }] },
]

type ShownPage = NavPage & { locked: boolean }
export type ShownGroup = Omit<NavGroup, 'pages'> & { pages: ShownPage[] }

/** P-1, P-2: pages the role may see; those the plan lacks are listed with a lock. */
export function navigationOf(company: AdministeredCompany): ShownGroup[] {
  return groups
    .map((group) => ({
      ...group,
      pages: group.pages
        .filter((page) => page.menu === undefined || maySee(company, page.menu, page.or))
        .map((page) => ({ ...page, locked: page.plan !== undefined && !company.pages[page.plan].open })),
    }))
    .filter((group) => group.pages.length > 0)
}

export const maySee = ({ permissions }: AdministeredCompany, menu: Menu, or: Menu = menu) =>
  permissions[menu] !== undefined || permissions[or] !== undefined
