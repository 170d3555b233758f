import { useState } from 'react'
import { IconCircleCheck } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import type { Problem } from '../../lib/problem.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog, DialogFoot } from '../../ui/Dialog.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { SecretOnce } from '../../ui/SecretOnce.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { ImportFile, type ChosenFile } from './ImportFile.tsx'
import { ImportIssues, ImportRows } from './ImportTables.tsx'
import { importIssues } from './import.issues.ts'
import classes from '../../lib/MemberForms.module.css'

type Row = { id: string | null; name: string; login: string; password: string | null }

/** MB-19: up to 100 members from a file: looked at first, every problem with its row; registered all or none. */
export function ImportDialog({ company, onClose }: { company: AdministeredCompany; onClose: () => void }) {
  const { t } = useTranslation()
  const [done, setDone] = useState<Row[] | null>(null)
  const [mailed, setMailed] = useState(true)
  if (!done)
    return (
      <ImportSteps
        company={company}
        onClose={onClose}
        onDone={(rows, isMailed) => {
          setDone(rows)
          setMailed(isMailed)
        }}
      />
    )
  const secrets = done.flatMap(({ name, login, password }) => (password === null ? [] : [{ name, login, secret: password }]))
  if (secrets.length > 0)
    return (
      <SecretOnce
        title={t('register.file.shown', { count: done.length })}
        text={t('register.hand', { count: secrets.length })}
        secrets={secrets}
        onClose={onClose}
      />
    )
  return (
    <Dialog title={t('register.byFile')} onClose={onClose}>
      <StatePanel
        icon={<IconCircleCheck size={24} stroke={1.75} />}
        title={t('register.file.done', { count: done.length })}
        actions={<Button onClick={onClose}>{t('common.close')}</Button>}
      >
        <p>{t(mailed ? 'register.file.mailed' : 'register.file.given')}</p>
      </StatePanel>
    </Dialog>
  )
}

const firstChoice: ChosenFile = { name: null, format: 'csv', file: '', passwordOption: 'automatic', mailPassword: false }

type StepsProps = { company: AdministeredCompany; onClose: () => void; onDone: (rows: Row[], isMailed: boolean) => void }

function ImportSteps({ company, onClose, onDone }: StepsProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [chosen, setChosen] = useState(firstChoice)
  const [looked, setLooked] = useState<Row[] | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const { send, pending } = useAct({
    act: api.registration.importMembers.call,
    onDone: ({ members }, { dryRun }) =>
      dryRun ? setLooked(members) : onDone(members, chosen.passwordOption !== 'admin' || chosen.mailPassword),
    onProblem: (found) => {
      setLooked(null)
      setProblem(found)
    },
  })
  const choose = (change: Partial<ChosenFile>) => {
    setChosen({ ...chosen, ...change })
    setLooked(null)
    setProblem(null)
  }
  const ask = (dryRun: boolean) => {
    setProblem(null)
    const { name: _, ...rest } = chosen
    send({ company: company.id, ...rest, mailPassword: chosen.passwordOption !== 'link' && chosen.mailPassword, dryRun })
  }
  const issues = problem ? importIssues(problem.details) : []
  return (
    <Dialog title={t('register.byFile')} onClose={onClose} light={false} width={720}>
      <div className={classes.form}>
        <ImportFile company={company.id} chosen={chosen} onChoose={choose} />
        {looked && <ImportRows rows={looked} domain={company.domain} />}
        <FormProblem text={problem && line(problem)} />
        {issues.length > 0 && <ImportIssues issues={issues} />}
        <DialogFoot>
          <Button variant="default" onClick={onClose}>
            {t('dialog.cancel')}
          </Button>
          <Button loading={pending} disabled={!chosen.name} onClick={() => ask(looked === null)}>
            {looked ? t('register.file.confirm', { count: looked.length }) : t('register.file.look')}
          </Button>
        </DialogFoot>
      </div>
    </Dialog>
  )
}
