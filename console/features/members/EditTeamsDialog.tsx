import { useState, type FormEvent } from 'react'
import { IconTrash } from '@tabler/icons-react'
import { ActionIcon, Checkbox, Radio } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Checkbox.layer.css'
import '@mantine/core/styles/Radio.layer.css'
import { maxAffiliations, type AffiliationInput, type MemberDetail } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import { TeamPicker, TitlePicker } from '../../lib/PlacePickers.tsx'
import { writtenAffiliation } from './MemberTeams.tsx'
import forms from '../../lib/MemberForms.module.css'
import classes from './EditTeamsDialog.module.css'

type Row = AffiliationInput & { name: string }

/** MB-3: which teams, which of them is the primary one, and what the member is there. */
export function EditTeamsDialog({ member, onClose }: { member: MemberDetail; onClose: () => void }) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [revision] = useState(member.revision)
  const [rows, setRows] = useState<Row[]>(
    member.affiliations.map((a) => ({ ...writtenAffiliation(a), name: [...a.team.path, a.team.name].join(' › ') })),
  )
  const [problem, setProblem] = useState<string | null>(null)
  const { send, pending } = useAct({
    act: api.organization.setAffiliations.call,
    onDone: () => {
      onClose()
      notifications.show({ message: t('member.teams.saved') })
    },
    onProblem: (found) => setProblem(line(found)),
  })
  const withPrimary = primaryElsewhere(member) ? (list: Row[]) => list : onePrimary
  const set = (teamId: string, change: Partial<Row>) => setRows(rows.map((row) => (row.teamId === teamId ? { ...row, ...change } : row)))
  const remove = (teamId: string) => setRows(withPrimary(rows.filter((row) => row.teamId !== teamId)))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const affiliations = rows.map(({ name: _, ...affiliation }) => affiliation)
    send({ company: member.companyId, member: member.id, revision, affiliations })
  }
  return (
    <Dialog title={t('member.teams.editOf', { name: member.profile.name })} onClose={onClose} light={false} width={640}>
      <form onSubmit={submit} className={forms.form}>
        {rows.length + member.furtherTeams === 0 && <p className={forms.note}>{t('member.teams.none')}</p>}
        {member.furtherTeams > 0 && <p className={forms.note}>{t('members.teamsElsewhere', { count: member.furtherTeams })}</p>}
        {rows.map((row) => (
          <TeamRow
            key={row.teamId}
            company={member.companyId}
            row={row}
            onPrimary={() => setRows(rows.map((one) => ({ ...one, isPrimary: one.teamId === row.teamId })))}
            onChange={(change) => set(row.teamId, change)}
            onRemove={() => remove(row.teamId)}
          />
        ))}
        {rows.length + member.furtherTeams < maxAffiliations && (
          <AddTeam company={member.companyId} rows={rows} onAdd={(row) => setRows(withPrimary([...rows, row]))} />
        )}
        <FormFoot problem={problem} onClose={onClose} pending={pending}>
          {t('dialog.save')}
        </FormFoot>
      </form>
    </Dialog>
  )
}

/** P-2: the primary team is one that the role does not reach. */
const primaryElsewhere = ({ affiliations, furtherTeams }: MemberDetail) => furtherTeams > 0 && !affiliations.some((a) => a.isPrimary)

/** MB-3: where there are teams, one is primary. */
const onePrimary = (rows: Row[]) => (rows.some((row) => row.isPrimary) ? rows : rows.map((row, i) => ({ ...row, isPrimary: i === 0 })))

type RowProps = { company: string; row: Row; onPrimary: () => void; onChange: (change: Partial<Row>) => void; onRemove: () => void }

function TeamRow({ company, row, onPrimary, onChange, onRemove }: RowProps) {
  const { t } = useTranslation()
  return (
    <fieldset className={classes.row}>
      <legend className={classes.name}>{row.name}</legend>
      <ActionIcon
        variant="subtle"
        color="gray"
        className={classes.remove ?? ''}
        onClick={onRemove}
        aria-label={t('member.teams.remove', { team: row.name })}
      >
        <IconTrash size={17} stroke={1.75} />
      </ActionIcon>
      <TitlePicker
        kind="positions"
        company={company}
        label={t('member.teams.position')}
        value={row.positionId}
        onChange={(positionId) => onChange({ positionId })}
      />
      <div className={classes.marks}>
        <Radio label={t('member.teams.primary')} name="primary" checked={row.isPrimary} onChange={onPrimary} />
        <Checkbox
          label={t('member.teams.leader')}
          checked={row.isLeader}
          onChange={({ currentTarget }) => onChange({ isLeader: currentTarget.checked })}
        />
      </div>
    </fieldset>
  )
}

function AddTeam({ company, rows, onAdd }: { company: string; rows: Row[]; onAdd: (row: Row) => void }) {
  const { t } = useTranslation()
  return (
    <TeamPicker
      key={rows.length}
      company={company}
      label={t('member.teams.add')}
      value={null}
      without={rows.map((row) => row.teamId)}
      onChange={(teamId, path) => {
        if (teamId)
          onAdd({
            teamId,
            name: path ?? '',
            positionId: null,
            isPrimary: false,
            isLeader: false,
            visible: true,
            useTeamFeature: true,
          })
      }}
    />
  )
}
