import { IconChartBar, type Icon } from '@tabler/icons-react'
import type { Menu } from '@muster/contract'
import type { AdministeredCompany } from '../lib/me.ts'
import { pages, type PagePath } from '../paths.ts'

type PageKey = keyof AdministeredCompany['pages']
type NavPage = { key: PageKey; to: PagePath; menu: Menu }
type NavGroup = { key: 'statistics'; icon: Icon; pages: readonly NavPage[] }

/** The menu, noun by noun. A page is added here when it exists. */
const groups: readonly NavGroup[] = [
  { key: 'statistics', icon: IconChartBar, pages: [{ key: 'activeUsers', to: pages.activeUsers, menu: 'statistics' }] },
]

type ShownPage = NavPage & { locked: boolean }
export type ShownGroup = Omit<NavGroup, 'pages'> & { pages: ShownPage[] }

/** P-1, P-2: pages the role may see; those the plan lacks are listed with a lock. */
export function navigationOf(company: AdministeredCompany): ShownGroup[] {
  return groups
    .map((group) => ({
      ...group,
      pages: group.pages.filter((page) => maySee(company, page.menu)).map((page) => ({ ...page, locked: !company.pages[page.key].open })),
    }))
    .filter((group) => group.pages.length > 0)
}

export const maySee = (company: AdministeredCompany, menu: Menu) => company.permissions[menu] !== undefined
