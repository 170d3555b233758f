import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Team } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import type { Problem } from '../../lib/problem.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { teamQuery } from './organization.query.ts'
import { keptBy, type Tree } from '../../lib/teamTree.ts'
import forms from './organization.module.css'

type DeleteProps = { company: AdministeredCompany; tree: Tree; team: Team; onClose: () => void; onDone: (team?: string | null) => void }

const reasons = ['members', 'deletedMembers', 'teams', 'limitsRole'] as const

/** Deletes an empty team; what is in its way is named as the server says it. */
export function DeleteTeamDialog({ company, tree, team, onClose, onDone }: DeleteProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [problem, setProblem] = useState<string | null>(null)
  const detail = useQuery(teamQuery(company.id, team.id))
  const kept = keptBy(tree, { id: team.id, direct: detail.data?.direct ?? 0 })
  const explained = (found: Problem) => {
    const details = (found.details ?? {}) as Partial<Record<(typeof reasons)[number], boolean>>
    const named = found.code === 'still_in_use' ? reasons.filter((reason) => details[reason]) : []
    return [line(found), ...named.map((reason) => t(`teams.kept.${reason}`))].join(' ')
  }
  const { send, pending } = useAct({
    act: () => api.organization.deleteTeam.call({ company: company.id, team: team.id }),
    onDone: () => onDone(team.parentId),
    onProblem: (found) => setProblem(explained(found)),
  })
  return (
    <ConfirmDialog
      title={t('teams.deleteOf', { name: team.name })}
      points={[{ text: t('teams.deleteNote') }]}
      confirm={t('teams.deleteNow')}
      danger
      pending={pending}
      disabled={kept !== null}
      onConfirm={() => send(undefined)}
      onClose={onClose}
    >
      <div className={forms.apart}>
        <FormProblem text={kept ? t(`teams.kept.${kept}`) : problem} />
      </div>
    </ConfirmDialog>
  )
}
