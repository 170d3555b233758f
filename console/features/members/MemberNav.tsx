import { useEffect, useRef } from 'react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { AdministeredCompany } from '../../lib/me.ts'
import { pages } from '../../paths.ts'
import tabs from '../../lib/PageTabs.module.css'
import { sectionsFor, showSection, type MemberSection } from './memberSections.ts'
import classes from './MemberNav.module.css'

type NavProps = { company: AdministeredCompany; memberId: string; section: MemberSection; asTabs: boolean }

/** The parts of the page: on a phone as tabs, of which one is shown; else as a way to each on the one page. */
export function MemberNav({ company, memberId, section, asTabs }: NavProps) {
  const { t } = useTranslation()
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    // Where not all of them have room, the one that is shown does.
    const here = asTabs ? nav.current?.querySelector<HTMLElement>(`[data-name='${section}']`) : undefined
    if (nav.current && here) nav.current.scrollLeft = here.offsetLeft + here.offsetWidth / 2 - nav.current.clientWidth / 2
  }, [asTabs, section])
  return (
    <nav ref={nav} className={`${tabs.tabs} ${classes.nav}`} aria-label={t('memberPage.sections')}>
      {sectionsFor(company).map((name) => (
        <Link
          key={name}
          to={pages.member}
          params={{ member: memberId }}
          search={{ company: company.id, ...(name === 'profile' ? {} : { section: name }) }}
          className={tabs.tab ?? ''}
          aria-current={asTabs && name === section ? 'page' : undefined}
          activeOptions={{ exact: true, includeSearch: true }}
          data-name={name}
          data-here={(asTabs && name === section) || undefined}
          resetScroll={false}
          replace={!asTabs}
          // The address alone says nothing new where it is the same already.
          onClick={() => !asTabs && showSection(name)}
        >
          {t(`memberPage.section.${name}`)}
        </Link>
      ))}
    </nav>
  )
}
