import { useTranslation } from 'react-i18next'
import type { MemberDetail } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { memberQuery } from '../../lib/member.query.ts'
import { useAct } from '../../lib/useAct.ts'
import { SwitchSaved, type SavedSwitch } from '../../ui/SwitchSaved.tsx'
import classes from './MemberTeams.module.css'

/** MB-6: whether other members find this one by search, for the primary team and for the others. Saved at once. */
export function MemberSearch({ member, ...saved }: SavedSwitch & { member: MemberDetail }) {
  const { t } = useTranslation()
  const { send } = useAct({ act: api.organization.setSearch.call, from: memberQuery(member.companyId, member.id).queryKey })
  const { primary, concurrent } = member.search
  const bind = (kind: 'primary' | 'concurrent') => ({
    ...saved,
    label: t(`member.search.${kind}`),
    on: member.search[kind],
    onTurn: (on: boolean) => send({ company: member.companyId, member: member.id, primary, concurrent, [kind]: on }),
  })
  return (
    <div className={classes.search} role="group" aria-labelledby="member-search">
      <h3 id="member-search">{t('member.search.title')}</h3>
      <p>{t('member.search.note')}</p>
      <SwitchSaved {...bind('primary')} />
      <SwitchSaved {...bind('concurrent')} />
    </div>
  )
}
