import { useState } from 'react'
import { IconX } from '@tabler/icons-react'
import { ActionIcon } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { networkLimits } from '@muster/contract'
import { MemberPicker, type PickedMember } from '../../lib/MemberPicker.tsx'
import type { AdministeredCompany } from '../../lib/me.ts'
import { Card } from '../../ui/Card.tsx'
import { PersonPhoto } from '../../ui/PersonPhoto.tsx'
import type { NetworkDraft } from './network.form.ts'
import classes from './Network.module.css'

type ExemptProps = {
  company: AdministeredCompany
  draft: NetworkDraft
  disabled: boolean
  set: (change: Partial<NetworkDraft>) => void
}

/** Members whom the rules do not bind; a role that sees no names does not see them (P-2). */
export function NetworkExempt({ company, draft, disabled, set }: ExemptProps) {
  const { t } = useTranslation()
  const { exempt } = draft
  // A picker begins anew with each member that it has found.
  const [turn, setTurn] = useState(0)
  if (!exempt)
    return (
      <Card id="network-exempt" title={t('network.exempt')}>
        <p className={classes.none}>{t('network.exemptHidden')}</p>
      </Card>
    )
  const add = (member: PickedMember | null) => {
    if (!member) return
    setTurn(turn + 1)
    const { id, name, login } = member
    if (!exempt.some((one) => one.id === id)) set({ exempt: [...exempt, { id, name, login }] })
  }
  const maySearch = !disabled && company.permissions.members !== undefined && exempt.length < networkLimits.exempt
  return (
    <Card id="network-exempt" title={t('network.exempt')}>
      <p className={classes.note}>{t('network.exemptNote')}</p>
      {exempt.length === 0 && <p className={classes.none}>{t('network.exemptNone')}</p>}
      {exempt.length > 0 && (
        <ul className={classes.people}>
          {exempt.map(({ id, name, login }) => (
            <li key={id}>
              <PersonPhoto name={name} size={32} />
              <span className={classes.who}>
                <span>{name}</span>
                <span className={classes.login}>{login}</span>
              </span>
              {!disabled && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={36}
                  aria-label={t('network.exemptRemove', { name })}
                  onClick={() => set({ exempt: exempt.filter((one) => one.id !== id) })}
                >
                  <IconX size={18} stroke={1.75} />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
      )}
      {maySearch && (
        <MemberPicker key={turn} company={company.id} label={t('network.exemptAdd')} value={null} onChange={add} autoFocus={turn > 0} />
      )}
    </Card>
  )
}
