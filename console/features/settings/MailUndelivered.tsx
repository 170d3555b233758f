import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react'
import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import '@mantine/core/styles/SegmentedControl.layer.css'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { mailPeriods, type MailPeriod, type UndeliveredMail } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatCount, formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { MemberName } from '../../lib/MemberName.tsx'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { Card } from '../../ui/Card.tsx'
import { StateBadge } from '../../ui/StateBadge.tsx'
import classes from './Mail.module.css'

type UndeliveredProps = { company: AdministeredCompany; within: MailPeriod; onWithin: (within: MailPeriod) => void }

/** Pitfall 20: mails that did not arrive, as far as it is known, with the server's own words. */
export function MailUndelivered({ company, within, onWithin }: UndeliveredProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const query = useInfiniteQuery(
    api.mail.undelivered.infiniteOptions({
      input: (cursor: string | undefined) => ({ company: company.id, within, ...(cursor && { cursor }) }),
      initialPageParam: undefined,
      getNextPageParam: ({ next }) => next ?? undefined,
      placeholderData: (before) => before,
    }),
  )
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  const [first] = query.data?.pages ?? []
  return (
    <Card
      id="undelivered"
      title={t('mailUndelivered.title')}
      busy={query.isPlaceholderData}
      tools={
        <SegmentedControl
          size="xs"
          aria-label={t('mailUndelivered.period')}
          value={within}
          onChange={(value) => onWithin(mailPeriods.find((one) => one === value) ?? '90')}
          data={mailPeriods.map((value) => ({ value, label: t(`mailUndelivered.within.${value}`) }))}
        />
      }
    >
      <p className={classes.note}>{t('mailUndelivered.note')}</p>
      {query.isPending && <Skeleton height={80} mt={16} role="status" aria-label={t('common.loading')} />}
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {first && (
        <p className={classes.count} role="status">
          {first.total === 0
            ? t('mailUndelivered.none')
            : t('mailUndelivered.total', { count: first.total, figure: formatCount(first.total, locale) })}{' '}
          {first.namesHidden && t('mailUndelivered.hidden')}
        </p>
      )}
      {items.length > 0 && (
        <ul className={classes.mails}>
          {items.map((mail) => (
            <Mail key={mail.id} company={company} mail={mail} />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button variant="default" size="xs" mt={12} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('mailUndelivered.more')}
        </Button>
      )}
    </Card>
  )
}

const signs = { refused: { tone: 'bad', icon: IconCircleX }, unknown: { tone: 'waiting', icon: IconAlertTriangle } } as const

function Mail({ company, mail }: { company: AdministeredCompany; mail: UndeliveredMail }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { member, kind, address, outcome, at, reply } = mail
  return (
    <li className={classes.mail}>
      <span className={classes.who}>
        <span>
          {member && company.permissions.members ? (
            <MemberName company={company} id={member.id} name={member.name} />
          ) : (
            (member?.name ?? t('mailUndelivered.gone'))
          )}
        </span>
        {address !== null && <span className={classes.quiet}>{address}</span>}
      </span>
      <span className={classes.who}>
        <span>{t(`member.account.kind.${kind}`)}</span>
        <time dateTime={at} title={company.zone} className={classes.quiet}>
          {formatInstant(at, company.zone, locale)}
        </time>
      </span>
      <StateBadge {...signs[outcome]}>{t(`mailUndelivered.outcome.${outcome}`)}</StateBadge>
      {reply && <q className={classes.words}>{reply}</q>}
    </li>
  )
}
