import { IconChevronRight } from '@tabler/icons-react'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { DeviceTab, OperatingSystem } from '@muster/contract'
import { formatCount } from '../../lib/days.ts'
import { osNames } from '../../lib/devices.ts'
import { useLocale } from '../../lib/locale.ts'
import { pages } from '../../paths.ts'
import { distributionQuery } from './devices.query.ts'
import classes from './DevicesVersions.module.css'

type Share = { version: string; count: number }
type Group = { key: string; title: string; versions: readonly Share[]; others: number; os?: OperatingSystem }

/** DS-12: which versions run how often, as tables whose bars say it to the eye. */
export function DevicesVersions({ company, tab }: { company: string; tab: DeviceTab }) {
  const { t } = useTranslation()
  const { data, isPlaceholderData } = useQuery(distributionQuery(company, tab))
  // On a phone the list comes first.
  const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  if (!data || data.total === 0) return null
  const apps = data.apps.map(({ app, ...shares }): Group => ({ key: app, title: t(`member.surface.${app}`), ...shares }))
  const systems = data.systems.map(({ os, ...shares }): Group => ({ key: os, title: osNames[os], os, ...shares }))
  return (
    <details className={classes.card} open={!narrow} data-busy={isPlaceholderData || undefined}>
      <summary className={classes.summary}>
        <IconChevronRight size={16} stroke={2} aria-hidden className={classes.sign} />
        <h2 className={classes.title}>{t('devices.inUse')}</h2>
      </summary>
      <div className={classes.groups}>
        {[...apps, ...systems].map((group) => (
          <Versions key={group.key} company={company} tab={tab} group={group} />
        ))}
      </div>
    </details>
  )
}

function Versions({ company, tab, group }: { company: string; tab: DeviceTab; group: Group }) {
  const { t } = useTranslation()
  const { os, versions, others, title } = group
  const all = versions.reduce((sum, { count }) => sum + count, others)
  return (
    <table className={classes.table}>
      <caption>{title}</caption>
      <thead className={classes.heard}>
        <tr>
          <th scope="col">{t('devices.version')}</th>
          <th scope="col">{t('devices.share')}</th>
          <th scope="col">{t('devices.count')}</th>
        </tr>
      </thead>
      <tbody>
        {versions.map(({ version, count }) => (
          <Row key={version} share={count / all} count={count}>
            {/* Found again as it is spelled, where it is a version at all. */}
            {os && /\d/.test(version) ? (
              <Link
                to={pages.devices}
                search={{ company, ...(tab === 'mobile' ? {} : { tab }), os, osVersion: version }}
                aria-label={`${title} ${version}`}
                resetScroll={false}
              >
                {version}
              </Link>
            ) : (
              version
            )}
          </Row>
        ))}
        {others > 0 && (
          <Row share={others / all} count={others}>
            {t('devices.otherVersions')}
          </Row>
        )}
      </tbody>
    </table>
  )
}

function Row({ share, count, children }: { share: number; count: number; children: React.ReactNode }) {
  const locale = useLocale()
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 }).format(share)
  return (
    <tr>
      <th scope="row">{children}</th>
      <td className={classes.share}>
        <span className={classes.track} aria-hidden>
          <span className={classes.bar} style={{ width: `${share * 100}%` }} />
        </span>
        <span className={classes.percent}>{percent}</span>
      </td>
      <td className={classes.count}>{formatCount(count, locale)}</td>
    </tr>
  )
}
