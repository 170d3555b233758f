import { IconDeviceDesktop, IconDeviceMobile, IconMailForward } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { installationApps, installationStates, type InstallationApp, type InstallationSummary } from '@muster/contract'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { pages } from '../../paths.ts'
import { summaryQuery } from './installation.query.ts'
import type { InstallationSearch } from './installation.search.ts'
import classes from './InstallationOverview.module.css'

type OverviewProps = { company: AdministeredCompany; search: InstallationSearch }

/** The numbers of the team chosen: first how many can be sent a guide, then each app. Each leads to those it counts. */
export function InstallationOverview({ company, search }: OverviewProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { data } = useQuery(summaryQuery(company.id, search))
  return (
    <nav className={classes.row} aria-label={t('installation.overview')}>
      <Counted company={company} search={search} filter={{ guide: 'selectable' }} className={classes.first}>
        <IconMailForward size={20} stroke={1.75} aria-hidden className={classes.icon} />
        <span className={classes.big}>{data ? formatCount(data.selectable, locale) : '–'}</span>
        <span className={classes.what}>{t('installation.canBeSent', { count: data?.selectable ?? 0 })}</span>
      </Counted>
      {installationApps.map((app) => (
        <AppCounts key={app} app={app} data={data} company={company} search={search} />
      ))}
    </nav>
  )
}

const numbers = { installed: 'installed', not_installed: 'notInstalled', no_permission: 'noPermission' } as const

/** IS-1: an app as a bar of its three states, with their numbers. */
function AppCounts({ app, data, ...of }: OverviewProps & { app: InstallationApp; data: InstallationSummary | undefined }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const counts = data?.[app]
  const Icon = app === 'mobile' ? IconDeviceMobile : IconDeviceDesktop
  return (
    <div className={classes.app} role="group" aria-label={t(`member.surface.${app}`)}>
      <div className={classes.title}>
        <Icon size={18} stroke={1.75} aria-hidden />
        {t(`member.surface.${app}`)}
      </div>
      <div className={classes.bar} aria-hidden>
        {installationStates.map((state) => (
          <span key={state} data-state={state} style={{ flexGrow: counts?.[numbers[state]] ?? 0 }} />
        ))}
      </div>
      <div className={classes.states}>
        {installationStates.map((state) => (
          <Counted key={state} {...of} filter={{ [app]: state }} className={classes.state}>
            <span className={classes.dot} data-state={state} aria-hidden />
            <span className={classes.label}>{t(`installation.state.${state}`)}</span>{' '}
            <span className={classes.count}>{counts ? formatCount(counts[numbers[state]], locale) : '–'}</span>
          </Counted>
        ))}
      </div>
    </div>
  )
}

type CountedProps = OverviewProps & { filter: InstallationSearch; className: string | undefined; children: React.ReactNode }

/** A number that leads to those it counts; chosen again, to everybody. */
function Counted({ company, search, filter, className, children }: CountedProps) {
  const [key = '', value] = Object.entries(filter)[0] ?? []
  const { q, mobile, pc, guide, team, subteams, find } = search
  const alone = !q && Object.entries({ mobile, pc, guide }).every(([name, given]) => (name === key ? given === value : !given))
  return (
    <Link
      to={pages.installation}
      search={{ company: company.id, ...(team && { team }), ...(subteams && { subteams }), ...(find && { find }), ...(!alone && filter) }}
      className={className ?? ''}
      activeProps={{ 'aria-current': undefined }}
      aria-current={alone || undefined}
      data-chosen={alone || undefined}
      resetScroll={false}
    >
      {children}
    </Link>
  )
}
