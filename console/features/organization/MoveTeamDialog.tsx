import { useMemo, useState } from 'react'
import { Button, Select } from '@mantine/core'
import '@mantine/core/styles/Combobox.layer.css'
import { useTranslation } from 'react-i18next'
import type { Team } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog, DialogFoot } from '../../ui/Dialog.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { childrenOf, teamsAbove, type Tree } from '../../lib/teamTree.ts'
import forms from './organization.module.css'

type MoveProps = { company: AdministeredCompany; tree: Tree; team: Team; onClose: () => void; onDone: (team?: string | null) => void }

const [topmost, last] = ['topmost', 'last']
const shownAtOnce = 200

/** The third way to move a team, besides dragging and keys: choose where it belongs. */
export function MoveTeamDialog({ company, tree, team, onClose, onDone }: MoveProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [parent, setParent] = useState(team.parentId ?? topmost)
  const [before, setBefore] = useState(last)
  const [problem, setProblem] = useState<string | null>(null)
  const parents = useMemo(() => {
    const beneath = (id: string) => id === team.id || teamsAbove(tree, id).includes(team.id)
    const pathOf = (id: string) => [...teamsAbove(tree, id).toReversed(), id].map((one) => tree.byId.get(one)?.name ?? '').join(' › ')
    const all = [...tree.byId.keys()].filter((id) => !beneath(id)).map((id) => ({ value: id, label: pathOf(id) }))
    return [...(company.teamId === null ? [{ value: topmost, label: t('teams.topmost') }] : []), ...all]
  }, [tree, team.id, company.teamId, t])
  const siblings = childrenOf(tree, parent === topmost ? null : parent).filter((id) => id !== team.id)
  const places = [
    ...siblings.map((id) => ({ value: id, label: t('teams.before', { name: tree.byId.get(id)?.name ?? '' }) })),
    { value: last, label: t('teams.last') },
  ]
  const { send, pending } = useAct({
    act: () =>
      api.organization.moveTeam.call({
        company: company.id,
        team: team.id,
        parentId: parent === topmost ? null : parent,
        beforeId: before === last ? null : before,
      }),
    onDone: () => onDone(),
    onProblem: (found) => setProblem(line(found)),
  })
  return (
    <Dialog title={t('teams.moveOf', { name: team.name })} onClose={onClose}>
      <div className={forms.form}>
        <Select
          label={t('teams.newParent')}
          data={parents}
          value={parent}
          searchable
          limit={shownAtOnce}
          allowDeselect={false}
          nothingFoundMessage={t('teams.nothingFound')}
          onChange={(id) => {
            setParent(id ?? topmost)
            setBefore(last)
          }}
        />
        <Select
          label={t('teams.place')}
          data={places}
          value={before}
          searchable
          limit={shownAtOnce}
          allowDeselect={false}
          nothingFoundMessage={t('teams.nothingFound')}
          onChange={(id) => setBefore(id ?? last)}
        />
        <p className={forms.note}>{t('teams.moveNote')}</p>
        <FormProblem text={problem} />
        <DialogFoot>
          <Button variant="default" onClick={onClose}>
            {t('dialog.cancel')}
          </Button>
          <Button loading={pending} onClick={() => send(undefined)}>
            {t('teams.moveNow')}
          </Button>
        </DialogFoot>
      </div>
    </Dialog>
  )
}
