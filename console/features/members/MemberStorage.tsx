import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { MemberDetail, StorageKind, StorageUse } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatBytes, formatInstant, formatShare } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { pages } from '../../paths.ts'
import { Card } from '../../ui/Card.tsx'
import { UseBar } from '../../ui/UseBar.tsx'

/** MB-9: what the member uses of Drive and Mail, as the services report it; what none has reported is unknown, not nothing. */
export function MemberStorage({ company, member }: { company: AdministeredCompany; member: MemberDetail }) {
  const { t } = useTranslation()
  const query = useQuery(api.storage.ofMember.queryOptions({ input: { company: company.id, member: member.id } }))
  return (
    <Card
      id="member-storage"
      title={t('member.storage.title')}
      tools={
        company.permissions.statistics && (
          <Button
            variant="subtle"
            size="compact-sm"
            renderRoot={(props) => <Link {...props} to={pages.storage} search={{ company: company.id }} />}
          >
            {t('member.storage.all')}
          </Button>
        )
      }
    >
      {query.isPending && <Skeleton height={72} role="status" aria-label={t('common.loading')} />}
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.kinds.map((kind) => (
        <Use key={kind} kind={kind} use={query.data.items.find((item) => item.kind === kind)} zone={company.zone} />
      ))}
    </Card>
  )
}

function Use({ kind, use, zone }: { kind: StorageKind; use: StorageUse | undefined; zone: string }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const label = t(`member.storage.${kind}`)
  if (!use) return <UseBar label={label} text={t('member.storage.unknown')} share={null} note={t('member.storage.unknownNote')} />
  const { used, limit, reportedAt } = use
  const [bytes, at] = [formatBytes(used, locale), formatInstant(reportedAt, zone, locale)]
  const text =
    limit === null
      ? t('member.storage.noLimit', { used: bytes })
      : t('member.storage.of', { used: bytes, limit: formatBytes(limit, locale), share: formatShare(used, limit, locale) })
  return (
    <UseBar label={label} text={text} share={limit === null ? null : used / Math.max(1, limit)} note={t('member.storage.asOf', { at })} />
  )
}
