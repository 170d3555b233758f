import { useState } from 'react'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { MemberDetail } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { later } from '../../lib/texts.ts'
import { Card } from '../../ui/Card.tsx'
import { ChecklistLine } from './MemberChecklistLine.tsx'
import type { MemberSection } from './memberSections.ts'
import classes from './MemberChecklist.module.css'

const NotifyAll = later([], async () => (await import('./MemberNotifyAll.tsx')).MemberNotifyAll)

type Props = { company: AdministeredCompany; member: MemberDetail; onSection: (section: MemberSection, card?: string) => void }

/** MB-2: how safe the account is, line by line, and what mends each. */
export function MemberChecklist({ company, member, onSection }: Props) {
  const { t } = useTranslation()
  const [notifying, setNotifying] = useState(false)
  const query = useQuery(api.security.ofMember.queryOptions({ input: { company: company.id, member: member.id } }))
  const items = query.data?.items
  const open = items?.filter(({ state }) => state === 'bad' || state === 'warn').length
  return (
    <Card
      id="member-checklist"
      title={t('checklist.title')}
      tools={
        open !== undefined && <span className={classes.todo}>{open > 0 ? t('checklist.todo', { count: open }) : t('checklist.clear')}</span>
      }
    >
      {query.isPending && <Skeleton height={320} role="status" aria-label={t('common.loading')} />}
      {query.isError && !items && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {items && (
        <ul className={classes.lines}>
          {items.map((check) => (
            <ChecklistLine
              key={check.check}
              company={company}
              member={member}
              check={check}
              onSection={onSection}
              onNotify={() => setNotifying(true)}
            />
          ))}
        </ul>
      )}
      {notifying && <NotifyAll company={company} member={member} onClose={() => setNotifying(false)} />}
    </Card>
  )
}
