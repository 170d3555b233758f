import { useState, type FormEvent } from 'react'
import { Button, Checkbox, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { webhookKinds, type Webhook, type WebhookInput } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog, DialogFoot } from '../../ui/Dialog.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { KindChoice } from '../../ui/KindChoice.tsx'
import { EventPicker } from './EventPicker.tsx'
import { draftOf, inputOf, problemsOf, typesOf, type WebhookDraft, type WebhookField, type WebhookProblem } from './webhook.form.ts'
import type { ShownSecret } from './IntegrationsPage.tsx'
import classes from './Integrations.module.css'

type FormProps = { company: string; webhook?: Webhook; onClose: () => void; onSecret: (shown: ShownSecret) => void }
type Problems = Partial<Record<WebhookField, WebhookProblem>>

/** RE-3: an endpoint is added or changed; what the server finds wrong stands at its field. */
export function WebhookForm({ company, webhook, onClose, onSecret }: FormProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [draft, setDraft] = useState(() => draftOf(webhook))
  const [problems, setProblems] = useState<Problems & { whole?: string; taken?: string }>({})
  const set = (change: Partial<WebhookDraft>) => setDraft((before) => ({ ...before, ...change }))
  const { send, pending } = useAct({
    act: async (input: WebhookInput) => {
      if (!webhook) return api.webhooks.create.call({ company, webhook: input })
      await api.webhooks.update.call({ company, webhook: webhook.id, revision: webhook.revision, fields: input })
      return null
    },
    onDone: (made, { name }) => {
      onClose()
      if (made?.secret) onSecret({ name, secret: made.secret })
      else notifications.show({ message: t(webhook ? 'integrations.saved' : 'integrations.added', { name }) })
    },
    onProblem: (found) => {
      if (found.code === 'name_taken') return setProblems({ taken: line(found) })
      const named = problemsOf(found, draft)
      setProblems(Object.keys(named).length > 0 ? named : { whole: line(found) })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setProblems({})
    send(inputOf(draft, !webhook))
  }
  const { url } = problems
  const title = webhook ? t('integrations.edit', { name: webhook.name }) : t('integrations.newTitle')
  return (
    <Dialog title={title} onClose={onClose} light={false} width={640}>
      <form onSubmit={submit} className={classes.form} noValidate>
        {!webhook && (
          <KindChoice
            label={t('integrations.kindLabel')}
            kinds={webhookKinds}
            kind={draft.kind}
            nameOf={(kind) => t(`integrations.kind.${kind}`)}
            textOf={(kind) => t(`integrations.kindText.${kind}`)}
            onKind={(kind) => set({ kind, types: [...typesOf(kind)] })}
          />
        )}
        <TextInput
          label={t('integrations.name')}
          maxLength={100}
          value={draft.name}
          error={problems.taken ?? (problems.name && t('integrations.nameNeeded'))}
          data-autofocus={webhook ? true : undefined}
          onChange={({ currentTarget }) => set({ name: currentTarget.value })}
        />
        <TextInput
          label={t('integrations.url')}
          description={t('integrations.urlNote')}
          placeholder="https://service.example/events"
          autoCapitalize="none"
          spellCheck={false}
          inputMode="url"
          value={draft.url}
          error={url && url !== 'needed' && url !== 'bad' ? t(`integrations.problem.${url}`) : undefined}
          onChange={({ currentTarget }) => set({ url: currentTarget.value })}
        />
        {draft.kind === 'shared_signals' && (
          <Receiver draft={draft} set={set} problems={problems} authorized={webhook?.authorized ?? false} />
        )}
        <EventPicker
          of={typesOf(draft.kind)}
          chosen={draft.types}
          error={problems.types && t('integrations.eventsNeeded')}
          onChosen={(types) => set({ types })}
        />
        <FormProblem text={problems.whole ?? null} />
        <DialogFoot>
          <Button variant="default" onClick={onClose}>
            {t('dialog.cancel')}
          </Button>
          <Button type="submit" loading={pending}>
            {webhook ? t('dialog.save') : t('integrations.new')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}

type ReceiverProps = { draft: WebhookDraft; set: (change: Partial<WebhookDraft>) => void; problems: Problems; authorized: boolean }

/** What a receiver of Shared Signals wants besides. What is presented to it is never shown again. */
function Receiver({ draft, set, problems, authorized }: ReceiverProps) {
  const { t } = useTranslation()
  return (
    <>
      <TextInput
        label={t('integrations.audience')}
        description={t('integrations.audienceNote')}
        maxLength={500}
        autoCapitalize="none"
        spellCheck={false}
        value={draft.audience}
        error={problems.audience && t('integrations.audienceNeeded')}
        onChange={({ currentTarget }) => set({ audience: currentTarget.value })}
      />
      <TextInput
        label={t('integrations.authorization')}
        description={`${t('integrations.authorizationNote')}${authorized ? ` ${t('integrations.authorizationKept')}` : ''}`}
        type="password"
        autoComplete="off"
        maxLength={2_000}
        disabled={draft.removeAuthorization}
        value={draft.authorization}
        error={problems.authorization && t('integrations.authorizationBad')}
        onChange={({ currentTarget }) => set({ authorization: currentTarget.value })}
      />
      {authorized && (
        <Checkbox
          label={t('integrations.authorizationRemove')}
          checked={draft.removeAuthorization}
          onChange={({ currentTarget }) => set({ removeAuthorization: currentTarget.checked, authorization: '' })}
        />
      )}
    </>
  )
}
