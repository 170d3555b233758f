import { useState, type ReactNode } from 'react'
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconMailCheck, IconMailPause } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { MailSettings } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { useRefused } from '../../lib/refused.form.ts'
import { UnsavedBar } from '../../lib/UnsavedBar.tsx'
import { useAct } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { StateBadge } from '../../ui/StateBadge.tsx'
import { choiceOf, draftOf, isChanged, refusedFields, type MailDraft } from './mail.form.ts'
import { MailRemove } from './MailRemove.tsx'
import { MailSender, MailServerFields } from './MailFields.tsx'
import { MailTestCard } from './MailTestCard.tsx'
import classes from './Mail.module.css'

type FormProps = { company: AdministeredCompany; settings: MailSettings; mayChange: boolean }

/** What is in use, and the company's own server, which is saved as a whole; a test mail goes through it also before it is saved. */
export function MailForm({ company, settings, mayChange }: FormProps) {
  const { t } = useTranslation()
  const [base, setBase] = useState(settings)
  const [opened, setOpened] = useState(settings.own !== null)
  const [draft, setDraft] = useState<MailDraft>(() => draftOf(settings, company.name))
  const { problem, refused, refuse, touch } = useRefused(refusedFields)
  const dirty = opened && isChanged(draft, draftOf(base, company.name))
  const begin = (from: MailSettings) => {
    setBase(from)
    setOpened(from.own !== null)
    setDraft(draftOf(from, company.name))
    refuse(null)
  }
  if (!dirty && settings.revision !== base.revision) begin(settings)
  const { send, pending } = useAct({
    act: (wanted: MailDraft) => api.mail.update.call({ company: company.id, revision: base.revision, server: choiceOf(wanted) }),
    onDone: ({ revision }, saved) => {
      const { password, ...own } = choiceOf(saved)
      begin({ ...base, revision, source: 'own', own: { ...own, hasPassword: Boolean(password) || (base.own?.hasPassword ?? false) } })
      notifications.show({ message: t('form.saved') })
    },
    onProblem: refuse,
  })
  const set = (change: Partial<MailDraft>) => {
    touch(change)
    setDraft((now) => ({ ...now, ...change }))
  }
  const fields = {
    draft,
    set,
    disabled: !mayChange || pending,
    refused,
    anyTarget: settings.anyTarget,
    keeps: base.own?.hasPassword ?? false,
  }
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (dirty) send(draft)
      }}
    >
      <InUse settings={settings}>
        {!opened && mayChange && (
          <Button variant="default" onClick={() => setOpened(true)}>
            {t('mailServer.ownUse')}
          </Button>
        )}
        {mayChange && settings.own && <MailRemove company={company.id} settings={settings} />}
      </InUse>
      {opened && <MailServerFields {...fields} />}
      {opened && <MailSender {...fields} />}
      {mayChange && (opened || settings.source !== 'none') && (
        <MailTestCard
          company={company.id}
          note={t(opened ? 'mailServer.testNote' : 'mailServer.testInUse')}
          draft={dirty ? draft : null}
          onProblem={refuse}
        />
      )}
      <UnsavedBar dirty={dirty} problem={refused.size === 0 ? problem : null} pending={pending} onDiscard={() => begin(settings)} />
    </form>
  )
}

/** Through which server mails leave now; `children`: how that is changed. */
function InUse({ settings, children }: { settings: MailSettings; children: ReactNode }) {
  const { t } = useTranslation()
  const { source, own, operatorFrom } = settings
  const words = { host: own?.host ?? '', from: own?.fromAddress ?? operatorFrom ?? '' }
  return (
    <Card
      id="mail-now"
      title={t('mailServer.now')}
      tools={
        <StateBadge tone={source === 'none' ? 'waiting' : 'good'} icon={source === 'none' ? IconMailPause : IconMailCheck}>
          {t(`mailServer.source.${source}`)}
        </StateBadge>
      }
    >
      <p className={classes.text}>{t(`mailServer.sourceText.${source}`, words)}</p>
      <div className={classes.acts}>{children}</div>
    </Card>
  )
}
