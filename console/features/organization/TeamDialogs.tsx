import { lazy, Suspense } from 'react'
import type { AdministeredCompany } from '../../lib/me.ts'
import type { Tree } from '../../lib/teamTree.ts'

/** What is asked of a team in a dialog. */
export type TeamAsk =
  | { what: 'create'; parentId: string | null }
  | { what: 'edit'; id: string }
  | { what: 'move'; id: string }
  | { what: 'delete'; id: string }
  | { what: 'add'; id: string }

const TeamForm = lazy(async () => ({ default: (await import('./TeamForm.tsx')).TeamForm }))
const MoveTeamDialog = lazy(async () => ({ default: (await import('./MoveTeamDialog.tsx')).MoveTeamDialog }))
const DeleteTeamDialog = lazy(async () => ({ default: (await import('./DeleteTeamDialog.tsx')).DeleteTeamDialog }))
const AddMembersDialog = lazy(async () => ({ default: (await import('./AddMembersDialog.tsx')).AddMembersDialog }))

type DialogsProps = {
  company: AdministeredCompany
  tree: Tree
  ask: TeamAsk
  onClose: () => void
  /** The team to look at now; null: none; undefined: as before. */
  onDone: (team?: string | null) => void
}

export function TeamDialogs({ company, tree, ask, onClose, onDone }: DialogsProps) {
  const team = 'id' in ask ? tree.byId.get(ask.id) : undefined
  const common = { company, onClose, onDone }
  return (
    <Suspense>
      {ask.what === 'create' && <TeamForm {...common} parentId={ask.parentId} tree={tree} />}
      {team && ask.what === 'edit' && <TeamForm {...common} id={team.id} tree={tree} />}
      {team && ask.what === 'move' && <MoveTeamDialog {...common} team={team} tree={tree} />}
      {team && ask.what === 'delete' && <DeleteTeamDialog {...common} team={team} tree={tree} />}
      {team && ask.what === 'add' && <AddMembersDialog {...common} team={team} />}
    </Suspense>
  )
}
