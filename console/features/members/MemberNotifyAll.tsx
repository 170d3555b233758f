import { useQuery } from '@tanstack/react-query'
import { maxUpdateNotices, type MemberDetail } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { UpdateNoticesDialog } from '../../lib/UpdateNotices.tsx'

/** DS-6, MB-10: the notice for all of a member's apps that have an update. */
export function MemberNotifyAll({ company, member, onClose }: { company: AdministeredCompany; member: MemberDetail; onClose: () => void }) {
  const query = useQuery(api.devices.ofMember.queryOptions({ input: { company: company.id, member: member.id } }))
  const rows = query.data?.items.filter((row) => row.updateAvailable).slice(0, maxUpdateNotices)
  return rows && <UpdateNoticesDialog company={company.id} rows={rows} onClose={onClose} />
}
