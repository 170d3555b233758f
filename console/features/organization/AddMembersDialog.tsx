import { useState } from 'react'
import { IconSearch } from '@tabler/icons-react'
import { Button, Checkbox, TextInput } from '@mantine/core'
import '@mantine/core/styles/Checkbox.layer.css'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { maxTeamAdditions, type ListedMember, type Team } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { problemOf } from '../../lib/problem.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog, DialogFoot } from '../../ui/Dialog.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { PersonPhoto } from '../../ui/PersonPhoto.tsx'
import forms from './organization.module.css'
import classes from './AddMembersDialog.module.css'

type AddProps = { company: AdministeredCompany; team: Team; onClose: () => void; onDone: () => void }

const shown = 30

/** MB-3: looks members up by name or ID and adds those chosen to a team, at most 100 at once. */
export function AddMembersDialog({ company, team, onClose, onDone }: AddProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 250)
  const [chosen, setChosen] = useState<ReadonlyMap<string, ListedMember>>(new Map())
  const [problem, setProblem] = useState<string | null>(null)
  const query = useQuery({
    ...api.members.list.queryOptions({ input: { company: company.id, limit: shown, sort: 'name', ...(asked && { q: asked }) } }),
    placeholderData: keepPreviousData,
  })
  const { send, pending } = useAct({
    act: () => api.organization.addTeamMembers.call({ company: company.id, team: team.id, members: [...chosen.keys()] }),
    onDone: () => onDone(),
    onProblem: (found) => setProblem(line(found)),
  })
  const toggle = (member: ListedMember) => {
    const next = new Map(chosen)
    if (!next.delete(member.id)) next.set(member.id, member)
    if (next.size > maxTeamAdditions) return setProblem(t('teams.tooMany', { count: maxTeamAdditions }))
    setProblem(null)
    return setChosen(next)
  }
  const found = query.data?.items ?? []
  // Those chosen stay in sight whatever is looked up next.
  const rows = [...[...chosen.values()].filter((member) => !found.some(({ id }) => id === member.id)), ...found]
  return (
    <Dialog title={t('teams.addTo', { name: team.name })} onClose={onClose} width={560}>
      <div className={forms.form}>
        <TextInput
          aria-label={t('teams.findMembers')}
          placeholder={t('teams.findMembers')}
          leftSection={<IconSearch size={16} stroke={1.75} />}
          data-autofocus
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <ul className={classes.list} aria-label={t('teams.foundMembers')} aria-busy={query.isFetching} tabIndex={0}>
          {rows.map((member) => (
            <Row key={member.id} member={member} checked={chosen.has(member.id)} onToggle={() => toggle(member)} />
          ))}
          {query.isError && <li className={classes.empty}>{line(problemOf(query.error))}</li>}
          {query.isPending && <li className={classes.empty}>{t('common.loading')}</li>}
          {query.data && rows.length === 0 && <li className={classes.empty}>{t('teams.nobodyFound')}</li>}
        </ul>
        <p className={forms.note}>{t('teams.addNote')}</p>
        <FormProblem text={problem} />
        <DialogFoot>
          <Button variant="default" onClick={onClose}>
            {t('dialog.cancel')}
          </Button>
          <Button loading={pending} disabled={chosen.size === 0} onClick={() => send(undefined)}>
            {t('teams.addNow', { count: chosen.size })}
          </Button>
        </DialogFoot>
      </div>
    </Dialog>
  )
}

function Row({ member, checked, onToggle }: { member: ListedMember; checked: boolean; onToggle: () => void }) {
  return (
    <li>
      <label className={classes.row}>
        <Checkbox checked={checked} onChange={onToggle} aria-label={`${member.name} (${member.login})`} />
        <PersonPhoto name={member.name} size={32} />
        <span className={classes.who}>
          <span className={classes.name}>{member.name}</span>
          <span className={classes.login}>{member.login}</span>
        </span>
        {member.team && <span className={classes.team}>{member.team.name}</span>}
      </label>
    </li>
  )
}
