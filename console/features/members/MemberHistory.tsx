import { useState } from 'react'
import { IconChevronDown } from '@tabler/icons-react'
import { ActionIcon, Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { AuditEvent, MemberDetail } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { useActionText } from '../../lib/auditActionText.ts'
import { AuditFields } from '../../lib/AuditFields.tsx'
import { formatMoment, zoneOffset } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { pages } from '../../paths.ts'
import { Card } from '../../ui/Card.tsx'
import classes from './MemberHistory.module.css'

const atOnce = 8

/** MB-2, P-4: what was done to the member, the newest first, as the audit log tells it; for roles that may read that. */
export function MemberHistory({ company, member }: { company: AdministeredCompany; member: MemberDetail }) {
  const { t } = useTranslation()
  const query = useInfiniteQuery(
    api.audit.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ company: company.id, member: member.id, limit: atOnce, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  )
  const events = query.data?.pages.flatMap((page) => page.items)
  return (
    <Card
      id="member-history"
      title={t('memberPage.history.title')}
      tools={
        <Link to={pages.audit} search={{ company: company.id, member: member.id }} className={classes.all ?? ''}>
          {t('memberPage.history.all')}
        </Link>
      }
    >
      <p className={classes.lead}>{t('memberPage.history.lead')}</p>
      {query.isPending && <Skeleton height={200} role="status" aria-label={t('common.loading')} />}
      {query.isError && !events && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {events?.length === 0 && <p className={classes.lead}>{t('memberPage.history.empty')}</p>}
      {events && events.length > 0 && (
        <ul className={classes.events}>
          {events.map((event) => (
            <HistoryEvent key={event.id} company={company} event={event} />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button variant="default" size="xs" mt={12} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('memberPage.history.more')}
        </Button>
      )}
    </Card>
  )
}

function HistoryEvent({ company, event }: { company: AdministeredCompany; event: AuditEvent }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [open, setOpen] = useState(false)
  const what = useActionText()(event.action)
  const at = formatMoment(event.at, company.zone, locale)
  const who = event.actor.kind === 'system' ? t('audit.system') : (event.actor.name ?? t('audit.gone'))
  return (
    <li className={classes.event}>
      <div className={classes.words}>
        <div className={classes.what}>{what}</div>
        <div className={classes.detail}>
          <time dateTime={event.at} title={`${company.zone} (${zoneOffset(company.zone, event.at)})`}>
            {at}
          </time>
          {` · ${who}`}
          {event.ip && ` · ${event.ip}`}
        </div>
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-expanded={open}
        aria-label={t(open ? 'memberPage.history.hide' : 'memberPage.history.show', { what, at })}
        onClick={() => setOpen(!open)}
      >
        <IconChevronDown size={18} stroke={1.75} className={classes.chevron} data-open={open || undefined} />
      </ActionIcon>
      {open && (
        <div className={classes.fields}>
          <AuditFields company={company} event={event} />
        </div>
      )}
    </li>
  )
}
