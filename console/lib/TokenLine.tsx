import type { ReactNode } from 'react'
import { IconCircleCheck, IconCircleX, IconKey } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { menus, type Permissions, type Token } from '@muster/contract'
import { StateBadge } from '../ui/StateBadge.tsx'
import { formatInstant } from './days.ts'
import { useLocale } from './locale.ts'
import items from '../ui/ItemList.module.css'
import classes from './TokenLine.module.css'

type LineProps = {
  token: Token
  zone: string
  /** Who made it, where that is not whoever looks at it. */
  maker?: ReactNode
  /** Its company, where there are several. */
  company?: string
  tools?: ReactNode
}

/** RE-1: an API token: what it opens, until when, and whether somebody uses it. */
export function TokenLine({ token, zone, maker, company, tools }: LineProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const menusOf = useMenusText()
  const { name, permissions, ending, expiresAt, lastUsed, ended } = token
  const at = (instant: string) => formatInstant(instant, zone, locale)
  const end = ended
    ? t('tokens.endedAt', { reason: t(`connections.ended.${ended.reason}`), at: at(ended.at) })
    : t('tokens.endsAt', { at: at(expiresAt) })
  const used = lastUsed ? t('tokens.used', { at: at(lastUsed.at), ip: lastUsed.ip ?? t('common.noIp') }) : t('tokens.neverUsed')
  return (
    <li className={`${items.item} ${classes.token}`} data-ended={ended ? true : undefined}>
      <IconKey size={20} stroke={1.5} aria-hidden className={items.icon} />
      <div className={`${items.what} ${classes.what}`}>
        <div className={items.name}>
          {name}
          {ended ? (
            <StateBadge tone="quiet" icon={IconCircleX}>
              {t('tokens.ended')}
            </StateBadge>
          ) : (
            <StateBadge tone="good" icon={IconCircleCheck}>
              {t('tokens.good')}
            </StateBadge>
          )}
        </div>
        {maker && <div className={items.line}>{maker}</div>}
        <div className={items.line}>{[company, menusOf(permissions)].filter(Boolean).join(' · ')}</div>
        <Narrowed token={token} isOwn={!maker} />
        <div className={items.line}>{[end, used, t('tokens.ending', { ending: `…${ending}` })].join(' · ')}</div>
      </div>
      {tools}
    </li>
  )
}

/** P-2: that the role allows less by now than the token was given. */
function Narrowed({ token: { permissions, effective, ended }, isOwn }: { token: Token; isOwn: boolean }) {
  const { t } = useTranslation()
  const menusOf = useMenusText()
  if (ended || menus.every((menu) => permissions[menu] === effective[menu])) return null
  const rest = menusOf(effective)
  const key = isOwn ? (['tokens.narrowed', 'tokens.narrowedAll'] as const) : (['tokens.makerNarrowed', 'tokens.makerNarrowedAll'] as const)
  return <div className={`${items.line} ${classes.narrowed}`}>{rest === '' ? t(key[1]) : t(key[0], { menus: rest })}</div>
}

/** Menus with their levels, in the menu's order. */
function useMenusText(): (permissions: Permissions) => string {
  const { t } = useTranslation()
  return (permissions) =>
    menus
      .flatMap((menu) => {
        const level = permissions[menu]
        return level ? [t('tokens.menu', { menu: t(`administrators.menu.${menu}`), level: t(`administrators.roles.${level}`) })] : []
      })
      .join(', ')
}
