import { IconChartBar, IconSettings, IconUsers, type Icon } from '@tabler/icons-react'
import type { Menu } from '@muster/contract'
import type { AdministeredCompany } from '../lib/me.ts'
import { pages, type PagePath } from '../paths.ts'

type PlanPage = keyof AdministeredCompany['pages']
/** `key` names the text; `plan` the page whose plan opens it, where not every plan has it. */
type NavPage = { key: 'activeUsers' | 'teams' | 'orgChart' | 'organization'; to: PagePath; menu: Menu; plan?: PlanPage }
type NavGroup = { key: 'statistics' | 'members' | 'settings'; icon: Icon; pages: readonly NavPage[] }

/** The menu, noun by noun. A page is added here when it exists. */
const groups: readonly NavGroup[] = [
  { key: 'statistics', icon: IconChartBar, pages: [{ key: 'activeUsers', to: pages.activeUsers, menu: 'statistics', plan: 'activeUsers' }] },
  {
    key: 'members',
    icon: IconUsers,
    pages: [
      { key: 'teams', to: pages.teams, menu: 'members' },
      { key: 'orgChart', to: pages.chart, menu: 'members' },
    ],
  },
  { key: 'settings', icon: IconSettings, pages: [{ key: 'organization', to: pages.organization, menu: 'members' }] },
]

type ShownPage = NavPage & { locked: boolean }
export type ShownGroup = Omit<NavGroup, 'pages'> & { pages: ShownPage[] }

/** P-1, P-2: pages the role may see; those the plan lacks are listed with a lock. */
export function navigationOf(company: AdministeredCompany): ShownGroup[] {
  return groups
    .map((group) => ({
      ...group,
      pages: group.pages.filter((page) => maySee(company, page.menu)).map((page) => ({ ...page, locked: page.plan !== undefined && !company.pages[page.plan].open })),
    }))
    .filter((group) => group.pages.length > 0)
}

export const maySee = (company: AdministeredCompany, menu: Menu) => company.permissions[menu] !== undefined
