import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { guideStates, installationApps, type Guide, type GuideRecipient, type GuideState } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatCount, formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { Dialog, DialogFoot } from '../../ui/Dialog.tsx'
import { FilterMenu } from '../../ui/FilterMenu.tsx'
import classes from './GuideHistory.module.css'

type RecipientsProps = {
  company: AdministeredCompany
  guide: Guide
  /** Only those in this state; none: all. */
  state: GuideState | ''
  onState: (state: GuideState | '') => void
  onClose: () => void
}

/** IS-5, IS-6: what became of each mail of a send, with the server's own words; first of all that did not just leave. */
export function GuideRecipients({ company, guide, state, onState, onClose }: RecipientsProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const query = useInfiniteQuery(
    api.guides.recipients.infiniteOptions({
      input: (cursor: string | undefined) => ({
        company: company.id,
        guide: guide.id,
        ...(state && { state }),
        ...(cursor && { cursor }),
      }),
      initialPageParam: undefined,
      getNextPageParam: ({ next }) => next ?? undefined,
    }),
  )
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  const total = query.data?.pages[0]?.total
  return (
    <Dialog
      title={t('installation.history.receiversOf', { at: formatInstant(guide.at, company.zone, locale) })}
      width={720}
      onClose={onClose}
    >
      <div className={classes.filter}>
        <span role="status">
          {total === undefined ? t('list.counting') : t('installation.total', { count: total, figure: formatCount(total, locale) })}
        </span>
        <FilterMenu
          label={state ? t(`installation.outcome.${state}`) : t('installation.history.outcome')}
          choices={[
            { value: '', label: t('installation.history.every') },
            ...guideStates.map((value) => ({ value, label: t(`installation.outcome.${value}`) })),
          ]}
          value={state}
          onChoose={(value) => onState(value as GuideState | '')}
        />
      </div>
      {query.isPending && <Skeleton height={220} role="status" aria-label={t('common.loading')} />}
      {query.isError && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && <p>{t('list.nothing')}</p>}
      <ul className={classes.receivers}>
        {items.map((one, i) => (
          <Receiver key={one.member?.id ?? i} zone={company.zone} of={one} />
        ))}
      </ul>
      <DialogFoot>
        {query.hasNextPage && (
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('installation.showMore')}
          </Button>
        )}
        <Button onClick={onClose}>{t('common.close')}</Button>
      </DialogFoot>
    </Dialog>
  )
}

function Receiver({ zone, of }: { zone: string; of: GuideRecipient }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { member, email, state, reason, reply, bounced, nextAt, endedAt } = of
  const lacking = installationApps.filter((app) => of[app] === 'not_installed').map((app) => t(`member.surface.${app}`))
  const at = nextAt ?? endedAt
  return (
    <li>
      <span className={classes.who}>
        <strong>{member?.name ?? t('installation.history.purged')}</strong>
        <span className={classes.quiet}>{[member?.login, email].filter(Boolean).join(' · ')}</span>
      </span>
      <span className={classes.who}>
        <span>
          {t(`installation.outcome.${state}`)}
          {reason &&
            ` (${t(reason === 'gone' || reason === 'cancelled' ? `installation.skipped.${reason}` : `installation.blocked.${reason}`)})`}
          {bounced && ` · ${t('installation.history.bounced')}`}
        </span>
        <span className={classes.quiet}>
          {at && `${t(nextAt ? 'installation.history.next' : 'installation.history.at', { at: formatInstant(at, zone, locale) })} · `}
          {t('installation.history.lacked', { apps: lacking.join(', ') })}
        </span>
      </span>
      {state === 'unknown' && <span className={classes.reply}>{t('installation.history.unknown')}</span>}
      {reply && <q className={classes.reply}>{reply}</q>}
    </li>
  )
}
