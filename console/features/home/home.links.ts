import { linkOptions } from '@tanstack/react-router'
import type { HomeItem } from '@muster/contract'
import { pages } from '../../paths.ts'

/** The page that shows exactly what an item counts: its list, by its filter, which the URL names as the API does. */
export function linkOf({ list, filter, subject }: Pick<HomeItem, 'list' | 'filter' | 'subject'>, company: string) {
  const search = { company, ...filter }
  switch (list) {
    case 'members':
      return linkOptions({ to: pages.members, search })
    case 'storage':
      return linkOptions({ to: pages.storage, search })
    case 'devices':
      return linkOptions({ to: pages.devices, search })
    case 'installation':
      return linkOptions({ to: pages.installation, search })
    case 'recipients':
      return linkOptions({ to: pages.installation, search: { ...search, view: 'sends', send: subject?.id ?? '' } })
    case 'operations':
      return linkOptions({ to: pages.mdm, search })
    case 'deliveries':
      return linkOptions({ to: pages.integrations, search: { ...search, webhook: subject?.id ?? '' } })
    case 'mails':
      return linkOptions({ to: pages.mail, search })
  }
}
