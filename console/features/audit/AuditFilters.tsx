import { Button, Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Combobox.layer.css'
import { auditActions, type AuditEvent, type AuditNoun } from '@muster/contract'
import { useActionText } from '../../lib/auditActionText.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { MemberPicker, type PickedMember } from '../../lib/MemberPicker.tsx'
import { daysInOrder, type AuditSearch } from './audit.query.ts'
import classes from './AuditFilters.module.css'

type FiltersProps = {
  company: AdministeredCompany
  search: AuditSearch
  /** What is shown: the names of chosen members are found there. */
  events: readonly AuditEvent[]
  onSearch: (search: AuditSearch) => void
}

const nouns = Object.keys(auditActions) as AuditNoun[]

/** What of the log is shown; every filter stands in the URL. */
export function AuditFilters({ company, search, events, onSearch }: FiltersProps) {
  const { t } = useTranslation()
  const actionText = useActionText()
  const ordered = daysInOrder(search)
  const set = (change: AuditSearch) => onSearch({ ...search, ...change })
  const day = (end: 'from' | 'to') => ({
    type: 'date',
    label: t(`audit.filter.${end}`),
    value: search[end] ?? '',
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => set({ [end]: currentTarget.value }),
  })
  const chosen = (id: string | undefined): PickedMember | null =>
    id ? { id, name: nameOf(events, id) ?? t(id === 'system' ? 'audit.filter.system' : 'audit.filter.chosenMember'), login: '' } : null
  const mayPick = company.seesNames && company.permissions.members !== undefined

  return (
    <div className={classes.filters} role="search" aria-label={t('audit.filter.label')}>
      <Select
        className={classes.wide ?? ''}
        searchable
        clearable
        label={t('audit.filter.action')}
        placeholder={t('audit.filter.anything')}
        data={nouns.map((noun) => ({
          group: t(`audit.noun.${noun}`),
          items: [
            { value: `${noun}.`, label: t('audit.filter.allOf', { noun: t(`audit.noun.${noun}`) }) },
            ...auditActions[noun].map((verb) => ({ value: `${noun}.${verb}`, label: actionText(`${noun}.${verb}`) })),
          ],
        }))}
        value={search.action ?? null}
        onChange={(action) => set({ action: action ?? '' })}
        clearButtonProps={{ 'aria-label': t('audit.filter.anything') }}
      />
      {mayPick && (
        <>
          <MemberPicker
            className={classes.wide ?? ''}
            company={company.id}
            label={t('audit.filter.actor')}
            value={chosen(search.actor)}
            onChange={(member) => set({ actor: member?.id ?? '' })}
          />
          <MemberPicker
            className={classes.wide ?? ''}
            company={company.id}
            label={t('audit.filter.member')}
            value={chosen(search.member)}
            onChange={(member) => set({ member: member?.id ?? '' })}
          />
        </>
      )}
      <TextInput {...day('from')} error={!ordered && t('audit.filter.order')} />
      <TextInput {...day('to')} />
      {Object.values(search).some(Boolean) && (
        <Button variant="subtle" className={classes.clear ?? ''} onClick={() => onSearch({})}>
          {t('audit.filter.clear')}
        </Button>
      )}
    </div>
  )
}

function nameOf(events: readonly AuditEvent[], id: string): string | null {
  const event = events.find(({ actor, subject }) => actor.id === id || subject.id === id)
  return (event?.actor.id === id ? event.actor.name : event?.subject.name) ?? null
}
