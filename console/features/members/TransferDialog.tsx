import { useState, type FormEvent } from 'react'
import { Radio, Skeleton, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Radio.layer.css'
import type { TransferLoss } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { fieldIssues, problemOf, type Problem } from '../../lib/problem.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { pages } from '../../paths.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { Points } from '../../ui/Points.tsx'
import type { DialogProps } from './MemberDialog.tsx'
import { PermissionPicker, TeamPicker, TitlePicker } from '../../lib/PlacePickers.tsx'
import classes from '../../lib/MemberForms.module.css'

/** MB-16: to another company of the group. What is lost is listed before anything is confirmed. */
export function TransferDialog({ member, onClose }: DialogProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const preview = useQuery(api.account.transferPreview.queryOptions({ input: { company: member.companyId, member: member.id } }))
  return (
    <Dialog title={t('member.ask.transfer', { name: member.profile.name })} onClose={onClose} light={false} width={600}>
      {preview.isPending && <Skeleton height={220} role="status" aria-label={t('common.loading')} />}
      {preview.isError && <FormProblem text={line(problemOf(preview.error))} />}
      {preview.data && <TransferForm member={member} companies={preview.data.companies} onClose={onClose} />}
    </Dialog>
  )
}

type Destination = { id: string; name: string; domain: string; losses: TransferLoss[] }
type FormProps = Pick<DialogProps, 'member' | 'onClose'> & { companies: Destination[] }

function TransferForm({ member, companies, onClose }: FormProps) {
  const { t } = useTranslation()
  const [to, setTo] = useState<Destination | null>(companies.length === 1 ? (companies[0] ?? null) : null)
  const [login, setLogin] = useState(member.login.slice(0, member.login.lastIndexOf('@')))
  const [place, setPlace] = useState(noPlace)
  const { send, pending, issues, problem } = useTransfer(member, to, onClose)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (to) send({ company: member.companyId, member: member.id, to: to.id, login, ...place })
  }
  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <Radio.Group
        label={t('member.transfer.to')}
        value={to?.id ?? null}
        onChange={(id) => {
          setTo(companies.find((company) => company.id === id) ?? null)
          setPlace(noPlace)
        }}
      >
        <div className={classes.options}>
          {companies.map(({ id, name, domain }) => (
            <Radio key={id} value={id} label={name} description={domain} />
          ))}
        </div>
      </Radio.Group>
      {to && (
        <>
          <Losses to={to} />
          <TextInput
            label={t('member.transfer.login')}
            value={login}
            onChange={({ currentTarget }) => setLogin(currentTarget.value)}
            rightSection={<span className={classes.domain}>@{to.domain}</span>}
            rightSectionWidth={to.domain.length * 8 + 28}
            error={issues.has('login') && t('member.invalid.login')}
            autoCapitalize="none"
            spellCheck={false}
            maxLength={64}
            required
            withAsterisk={false}
          />
          <TransferPlace key={to.id} company={to.id} place={place} onChange={setPlace} />
        </>
      )}
      <FormFoot problem={problem} onClose={onClose} color="red" pending={pending} disabled={!to}>
        {to ? t('member.transfer.confirm', { company: to.name }) : t('member.action.transfer')}
      </FormFoot>
    </form>
  )
}

type Place = Record<'teamId' | 'levelId' | 'userTypeId' | 'permissionId', string | null>
const noPlace: Place = { teamId: null, levelId: null, userTypeId: null, permissionId: null }

/** MB-16: teams and titles of the present company do not come along; those of the other are chosen here. */
function TransferPlace({ company, place, onChange }: { company: string; place: Place; onChange: (place: Place) => void }) {
  const { t } = useTranslation()
  return (
    <div className={classes.pair}>
      <TeamPicker
        company={company}
        label={t('member.transfer.team')}
        value={place.teamId}
        onChange={(teamId) => onChange({ ...place, teamId })}
      />
      <TitlePicker
        kind="levels"
        company={company}
        label={t('member.transfer.level')}
        value={place.levelId}
        onChange={(levelId) => onChange({ ...place, levelId })}
      />
      <TitlePicker
        kind="userTypes"
        company={company}
        label={t('member.transfer.userType')}
        value={place.userTypeId}
        onChange={(userTypeId) => onChange({ ...place, userTypeId })}
      />
      <PermissionPicker
        company={company}
        label={t('member.transfer.permission')}
        description={t('member.permission.inherit')}
        placeholder={t('member.transfer.inherit')}
        value={place.permissionId}
        onChange={(permissionId) => onChange({ ...place, permissionId })}
      />
    </div>
  )
}

/** Sends the transfer, and follows the member to their page in the other company. */
function useTransfer(member: DialogProps['member'], to: Destination | null, onClose: () => void) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const navigate = useNavigate()
  const [found, setFound] = useState<Problem | null>(null)
  const { send, pending } = useAct({
    act: api.account.transfer.call,
    onDone: ({ companyId, login }) => {
      onClose()
      notifications.show({ message: t('member.done.transfer', { name: member.profile.name, company: to?.name ?? '', login }) })
      void navigate({ to: pages.member, params: { member: member.id }, search: { company: companyId } })
    },
    onProblem: setFound,
  })
  const issues = found ? fieldIssues(found) : new Map<string, string>()
  return { send, pending, issues, problem: found && line(found) }
}

/** MB-16: what is lost, from the server's own reckoning of the two plans. */
function Losses({ to }: { to: Destination }) {
  const { t } = useTranslation()
  const lost = [...to.losses.map((loss) => t(`member.transfer.loss.${loss}`)), t('member.transfer.rooms')]
  const points = [
    ...lost.map((text) => ({ text, lost: true })),
    { text: t('member.transfer.newId') },
    { text: t('member.point.signedOut') },
    { text: t('member.transfer.history') },
  ]
  return <Points points={points} />
}
