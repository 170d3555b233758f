import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { teamsQuery } from './organization.query.ts'
import { childrenOf, placeOf, withMove, type Place, type Tree } from '../../lib/teamTree.ts'

type Move = Place & { team: string; back?: Move }

type Said = { text: string; refused: boolean; back?: Move | undefined }

/** Moves teams, by whatever hand, and says what came of it: aloud, and where it was refused on the screen too. */
export function useTeamMoves(company: string, tree: Tree) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const queries = useQueryClient()
  const [said, setSaid] = useState<Said>({ text: '', refused: false })
  const nameOf = (id: string | null) => (id === null ? t('teams.company') : (tree.byId.get(id)?.name ?? ''))
  const { send, pending } = useAct({
    act: ({ team, back: _, ...place }: Move) => api.organization.moveTeam.call({ company, team, ...place }),
    onDone: (_, move) => {
      // Done as asked, so that the next step starts from here; the whole tree is asked for again all the same.
      queries.setQueryData(teamsQuery(company).queryKey, (was) => was && { ...was, items: withMove(was.items, move.team, move) })
      const others = childrenOf(tree, move.parentId).filter((id) => id !== move.team)
      const at = move.beforeId === null ? others.length : others.indexOf(move.beforeId)
      const where = { name: nameOf(move.team), parent: nameOf(move.parentId), place: at + 1, siblings: others.length + 1 }
      setSaid({ text: t('teams.moved', where), refused: false, back: move.back })
    },
    ahead: true,
    onProblem: (problem, move) => setSaid({ text: t('teams.notMoved', { name: nameOf(move.team), why: line(problem) }), refused: true }),
  })
  return {
    pending,
    said,
    move: (team: string, place: Place) => send({ team, ...place, back: { team, ...placeOf(tree, team) } }),
    /** Takes the last move back; null: there is none to take back. */
    undo: said.back ? () => said.back && send(said.back) : null,
    /** What the tree itself has to say, e.g. that there is nowhere to go. */
    say: (text: string) => setSaid({ text, refused: false }),
  }
}
