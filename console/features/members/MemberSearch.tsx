import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { MemberDetail } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { useAct } from '../../lib/useAct.ts'
import classes from './MemberTeams.module.css'

/** MB-6: whether other members find this one by search, for the primary team and for the others. Saved at once. */
export function MemberSearch({ member, disabled }: { member: MemberDetail; disabled: boolean }) {
  const { t } = useTranslation()
  const { send } = useAct({ act: api.organization.setSearch.call })
  const { primary, concurrent } = member.search
  const bind = (kind: 'primary' | 'concurrent') => ({
    size: 'sm' as const,
    label: t(`member.search.${kind}`),
    checked: member.search[kind],
    disabled,
    onChange: ({ currentTarget }: { currentTarget: { checked: boolean } }) =>
      send({ company: member.companyId, member: member.id, primary, concurrent, [kind]: currentTarget.checked }),
  })
  return (
    <div className={classes.search} role="group" aria-labelledby="member-search">
      <h3 id="member-search">{t('member.search.title')}</h3>
      <p>{t('member.search.note')}</p>
      <Switch {...bind('primary')} />
      <Switch {...bind('concurrent')} />
    </div>
  )
}
