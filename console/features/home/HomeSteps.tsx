import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Home, HomeStep } from '@muster/contract'
import type { AdministeredCompany } from '../../lib/me.ts'
import { pages } from '../../paths.ts'
import { Card } from '../../ui/Card.tsx'
import classes from './Home.module.css'

const places = {
  mail: pages.mail,
  members: pages.members,
  versions: pages.devices,
  links: pages.guideTemplate,
} as const satisfies Record<HomeStep, string>

/** What a new company is set up with, until all of it is done. */
export function HomeSteps({ company, steps }: { company: AdministeredCompany; steps: Home['steps'] }) {
  const { t } = useTranslation()
  const left = steps.filter(({ done }) => !done).length
  return (
    <Card
      id="home-steps"
      title={t('home.steps.title')}
      tools={<span className={classes.left}>{t('home.steps.left', { count: left })}</span>}
    >
      <ol className={classes.steps}>
        {steps.map(({ step, done }) => (
          <li key={step} data-done={done || undefined}>
            {done ? <IconCircleCheckFilled size={20} aria-hidden /> : <IconCircle size={20} stroke={1.75} aria-hidden />}
            <span className={classes.words}>
              {done ? (
                <span className={classes.what}>
                  {t(`home.steps.${step}`)} <span className={classes.silent}>({t('home.steps.done')})</span>
                </span>
              ) : (
                <>
                  <Link to={places[step]} search={{ company: company.id }} className={classes.what ?? ''}>
                    {t(`home.steps.${step}`)}
                  </Link>
                  <span className={classes.note}>{t(`home.steps.${step}Note`)}</span>
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  )
}
