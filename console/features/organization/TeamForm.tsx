import { useState, type FormEvent } from 'react'
import { Skeleton, Switch, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TeamDetail } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import { teamQuery } from './organization.query.ts'
import type { Tree } from '../../lib/teamTree.ts'
import forms from './organization.module.css'

type Common = { company: AdministeredCompany; tree: Tree; onClose: () => void; onDone: (team?: string | null) => void }
type FormProps = Common & ({ id: string; parentId?: never } | { id?: never; parentId: string | null })

/** A new team, or the name and description of one that is there. */
export function TeamForm({ id, parentId, ...common }: FormProps) {
  const { t } = useTranslation()
  const above = parentId ? common.tree.byId.get(parentId)?.name : undefined
  const title = id ? t('teams.edit') : above ? t('teams.createIn', { parent: above }) : t('teams.create')
  return (
    <Dialog title={title} onClose={common.onClose} light={false}>
      {id ? <Existing {...common} id={id} /> : <Fields {...common} parentId={parentId ?? null} />}
    </Dialog>
  )
}

function Existing({ id, ...common }: Common & { id: string }) {
  const { t } = useTranslation()
  // Asked anew: what is kept may be older than the last change, whose revision the form would send.
  const query = useQuery({ ...teamQuery(common.company.id, id), staleTime: 0 })
  if (query.isError && !query.data) return <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data || !query.isFetchedAfterMount) return <Skeleton height={180} role="status" aria-label={t('common.loading')} />
  return <Fields {...common} team={query.data} parentId={query.data.parentId} />
}

function Fields({ company, team, parentId, onClose, onDone }: Common & { team?: TeamDetail; parentId: string | null }) {
  const { t } = useTranslation()
  const line = useProblemLine()
  // The revision the reader saw: someone else's change in between is told, not written over.
  const [revision] = useState(team?.revision ?? 0)
  const [name, setName] = useState(team?.name ?? '')
  const [description, setDescription] = useState(team?.description ?? '')
  const [isPrivate, setPrivate] = useState(team?.private ?? false)
  const [problem, setProblem] = useState<string | null>(null)
  const { send, pending } = useAct({
    act: async () => {
      const fields = { name: name.trim(), description: description.trim() || null, private: isPrivate }
      if (team) await api.organization.updateTeam.call({ company: company.id, team: team.id, revision, ...fields })
      else return (await api.organization.createTeam.call({ company: company.id, parentId, ...fields })).id
      return undefined
    },
    onDone: (made) => onDone(made),
    onProblem: (found) => setProblem(line(found)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim()) send(undefined)
    else setProblem(t('teams.nameNeeded'))
  }
  return (
    <form onSubmit={submit} className={forms.form} noValidate>
      <TextInput
        label={t('teams.name')}
        required
        maxLength={100}
        data-autofocus
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <Textarea
        label={t('teams.description')}
        maxLength={500}
        autosize
        minRows={2}
        maxRows={6}
        value={description}
        onChange={({ currentTarget }) => setDescription(currentTarget.value)}
      />
      <Switch
        label={t('teams.private')}
        description={t('teams.privateNote')}
        checked={isPrivate}
        onChange={({ currentTarget }) => setPrivate(currentTarget.checked)}
      />
      <FormFoot problem={problem} onClose={onClose} pending={pending}>
        {team ? t('dialog.save') : t('teams.createNow')}
      </FormFoot>
    </form>
  )
}
