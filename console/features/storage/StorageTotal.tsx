import { IconAlertTriangle, IconArrowRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { nearFullPercent, type CompanyStorage } from '@muster/contract'
import { formatBytes, formatCount, formatInstant, formatPercent, formatShare } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { pages } from '../../paths.ts'
import { Card } from '../../ui/Card.tsx'
import { StateBadge } from '../../ui/StateBadge.tsx'
import { UseBar } from '../../ui/UseBar.tsx'
import classes from './Storage.module.css'

/** From so many per cent is a company's use marked as a warning. */
const warning = 80

type TotalProps = { company: AdministeredCompany; total: CompanyStorage }

/** MB-9: what the company uses of one kind: how full, since when, against what, and who is near their own limit. */
export function StorageTotal({ company, total }: TotalProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { kind, used, limit, step, reportedAt } = total
  const title = t(`storage.kind.${kind}`)
  const bytes = formatBytes(used, locale)
  return (
    <Card id={`storage-${kind}`} title={title} tools={step !== null && step >= warning && <Warning step={step} />}>
      {reportedAt === null ? (
        <p className={classes.quiet}>{t('storage.unknown')}</p>
      ) : (
        <>
          <div className={classes.figure}>{limit === null ? bytes : formatShare(used, limit, locale)}</div>
          {limit === null ? (
            <div className={classes.quiet}>
              <Note company={company} total={total} reportedAt={reportedAt} />
            </div>
          ) : (
            <UseBar
              label={t('storage.inUse')}
              text={t('storage.of', { used: bytes, limit: formatBytes(limit, locale) })}
              share={used / Math.max(1, limit)}
              note={<Note company={company} total={total} reportedAt={reportedAt} />}
            />
          )}
          <NearLimit company={company} total={total} />
        </>
      )}
    </Card>
  )
}

function Warning({ step }: { step: number }) {
  const { t } = useTranslation()
  const percent = formatPercent(step, useLocale())
  return (
    <StateBadge tone={step === 100 ? 'bad' : 'waiting'} icon={IconAlertTriangle}>
      {step === 100 ? t('storage.full') : t('storage.reached', { percent })}
    </StateBadge>
  )
}

/** Since when, whose limit it is, and how much is known. */
function Note({ company, total, reportedAt }: TotalProps & { reportedAt: string }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { step, since, limitOf, members } = total
  return (
    <>
      {step !== null && since !== null && (
        <span className={classes.line}>
          {t('storage.since', { percent: formatPercent(step, locale), at: formatInstant(since, company.zone, locale) })}
        </span>
      )}
      <span className={classes.line}>{t(company.teamId ? 'storage.limit.team' : `storage.limit.${limitOf ?? 'none'}`)}</span>
      <span className={classes.line}>
        {t('storage.known', {
          count: members,
          figure: formatCount(members, locale),
          at: formatInstant(reportedAt, company.zone, locale),
        })}
      </span>
    </>
  )
}

/** Leads to those it counts. */
function NearLimit({ company, total }: TotalProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const count = total.filled.find(({ percent }) => percent === nearFullPercent)?.members ?? 0
  const text = t('storage.near', { count, figure: formatCount(count, locale), percent: formatPercent(nearFullPercent, locale) })
  if (count === 0) return <p className={classes.near}>{text}</p>
  return (
    <p className={classes.near}>
      <Link
        to={pages.storage}
        search={{ company: company.id, ...(total.kind === 'drive' ? {} : { kind: total.kind }), filled: String(nearFullPercent) }}
        resetScroll={false}
      >
        {text}
        <IconArrowRight size={15} stroke={1.75} aria-hidden />
      </Link>
    </p>
  )
}
