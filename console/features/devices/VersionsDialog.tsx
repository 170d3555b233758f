import { useState } from 'react'
import { Button, Skeleton, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { NewestVersions } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { useCompanyWide } from '../../lib/companyWide.ts'
import { osNames } from '../../lib/devices.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { problemOf, type Problem } from '../../lib/problem.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog, DialogFoot } from '../../ui/Dialog.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { useAskedClose } from '../../ui/useAskedClose.tsx'
import { versionsQuery } from './devices.query.ts'
import { draftOf, fieldsOf, inputOf, keyOf, refusedOf, type VersionDraft } from './versions.form.ts'
import classes from './VersionsDialog.module.css'

type DialogProps = { company: AdministeredCompany; onClose: () => void }

/** DS-7: the newest version of each app, by which *Update available* is told. */
export function VersionsDialog({ company, onClose }: DialogProps) {
  const { t } = useTranslation()
  const query = useQuery(versionsQuery(company.id))
  if (query.data) return <VersionsForm company={company} newest={query.data} onClose={onClose} />
  return (
    <Dialog title={t('devices.versions.title')} onClose={onClose}>
      {query.isError ? (
        <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Skeleton height={320} role="status" aria-label={t('common.loading')} />
      )}
    </Dialog>
  )
}

function VersionsForm({ company, newest, onClose }: DialogProps & { newest: NewestVersions }) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const queries = useQueryClient()
  const { mayChange, whyNot } = useCompanyWide(company, 'devices')
  const [base, setBase] = useState(newest)
  const [draft, setDraft] = useState<VersionDraft>(() => draftOf(newest))
  const [problem, setProblem] = useState<Problem | null>(null)
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set())
  const dirty = JSON.stringify(inputOf(draft)) !== JSON.stringify(inputOf(draftOf(base)))
  const { close, asking } = useAskedClose(dirty, onClose)
  const { send, pending } = useAct({
    act: (versions: NewestVersions['versions']) => api.devices.setVersions.call({ company: company.id, revision: base.revision, versions }),
    onDone: () => {
      notifications.show({ message: t('form.saved') })
      onClose()
    },
    onProblem: (found, sent) => {
      setProblem(found)
      setRefused(found.code === 'input_invalid' ? refusedOf(found.details, sent) : new Set())
    },
  })
  const change = (key: string, value: string) => {
    setDraft({ ...draft, [key]: value })
    setRefused(new Set([...refused].filter((one) => one !== key)))
    if (problem?.code === 'input_invalid') setProblem(null)
  }
  /** From what is kept by now: what the page has of it may be from before the other's change. */
  const startAgain = async () => {
    try {
      const kept = await queries.fetchQuery({ ...versionsQuery(company.id), staleTime: 0 })
      setBase(kept)
      setDraft(draftOf(kept))
      setProblem(null)
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  const conflict = problem?.code === 'changed_meanwhile'
  return (
    <Dialog title={t('devices.versions.title')} onClose={close} light={!dirty} width={640}>
      <form
        noValidate
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (mayChange && !conflict) send(inputOf(draft))
        }}
      >
        <p className={classes.lead}>{t(base.revision === 0 ? 'devices.versions.first' : 'devices.versions.lead')}</p>
        {whyNot && <p className={classes.lead}>{whyNot}</p>}
        {fieldsOf.map(([app, systems]) => (
          <fieldset key={app} className={classes.app}>
            <legend>{t(`member.surface.${app}`)}</legend>
            {systems.map((os) => {
              const key = keyOf({ app, os })
              const seen = newest.seen.find((one) => keyOf(one) === key)?.version
              return (
                <TextInput
                  key={os}
                  label={osNames[os]}
                  readOnly={!mayChange}
                  maxLength={64}
                  value={draft[key] ?? ''}
                  error={refused.has(key) && t('devices.versions.invalid')}
                  description={seen && t('devices.versions.seen', { version: seen })}
                  inputWrapperOrder={['label', 'input', 'error', 'description']}
                  onChange={(event) => change(key, event.currentTarget.value)}
                />
              )
            })}
          </fieldset>
        ))}
        <FormProblem text={problem && line(problem)} />
        {conflict && (
          <Button variant="default" size="xs" className={classes.again ?? ''} onClick={() => void startAgain()}>
            {t('devices.versions.again')}
          </Button>
        )}
        <DialogFoot>
          <Button variant="default" onClick={close}>
            {t(mayChange ? 'dialog.cancel' : 'common.close')}
          </Button>
          {mayChange && (
            <Button type="submit" loading={pending} disabled={conflict || (!dirty && base.revision > 0)}>
              {t('dialog.save')}
            </Button>
          )}
        </DialogFoot>
      </form>
      {asking}
    </Dialog>
  )
}
