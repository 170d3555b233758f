import { useState, type FormEvent } from 'react'
import { Checkbox, Textarea, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Checkbox.layer.css'
import { appKinds, appScopes, type App, type AppInput, type AppScope } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import { KindChoice } from '../../ui/KindChoice.tsx'
import type { ShownAppSecret } from './AppsPage.tsx'
import { draftOf, inputOf, problemsOf, type AppDraft, type AppField, type FieldProblem } from './app.form.ts'
import classes from './Apps.module.css'

type FormProps = { company: string; app?: App; onClose: () => void; onSecret: (shown: ShownAppSecret) => void }
type Problems = Partial<Record<AppField, FieldProblem>>

/** SX-1: an app is registered or changed; what the server finds wrong stands at its field. */
export function AppForm({ company, app, onClose, onSecret }: FormProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [draft, setDraft] = useState(() => draftOf(app))
  const [problems, setProblems] = useState<Problems & { whole?: string; taken?: string }>({})
  const set = (change: Partial<AppDraft>) => setDraft((before) => ({ ...before, ...change }))
  const { send, pending } = useAct({
    act: async (input: AppInput) => {
      if (!app) return api.apps.create.call({ company, app: input })
      await api.apps.update.call({ company, app: app.id, revision: app.revision, fields: input })
      return null
    },
    onDone: (made, { name }) => {
      onClose()
      if (made?.secret) onSecret({ id: made.id, name, secret: made.secret })
      else notifications.show({ message: t(app ? 'apps.saved' : 'apps.registered', { name }) })
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
    send(inputOf(draft))
  }
  return (
    <Dialog title={app ? t('apps.edit', { name: app.name }) : t('apps.newTitle')} onClose={onClose} light={false} width={600}>
      <form onSubmit={submit} className={classes.form} noValidate>
        {!app && (
          <KindChoice
            label={t('apps.kindLabel')}
            kinds={appKinds}
            kind={draft.kind}
            nameOf={(kind) => t(`apps.kind.${kind}`)}
            textOf={(kind) => t(`apps.kindText.${kind}`)}
            onKind={(kind) => set({ kind })}
          />
        )}
        <TextInput
          label={t('apps.name')}
          description={t('apps.nameNote')}
          maxLength={100}
          value={draft.name}
          error={problems.taken ?? (problems.name && t('apps.nameNeeded'))}
          data-autofocus={app ? true : undefined}
          onChange={({ currentTarget }) => set({ name: currentTarget.value })}
        />
        {draft.kind === 'web' && <Addresses draft={draft} set={set} problems={problems} />}
        {draft.kind === 'service' && (
          <Checkbox
            label={t('apps.mayReportStorage')}
            description={t('apps.mayReportStorageNote')}
            checked={draft.mayDo.includes('storage')}
            onChange={({ currentTarget }) => set({ mayDo: currentTarget.checked ? ['storage'] : [] })}
          />
        )}
        {draft.kind !== 'service' && <Scopes scopes={draft.scopes} onScopes={(scopes) => set({ scopes })} />}
        <FormFoot problem={problems.whole ?? null} onClose={onClose} pending={pending}>
          {app ? t('dialog.save') : t('apps.new')}
        </FormFoot>
      </form>
    </Dialog>
  )
}

type AddressProps = { draft: AppDraft; set: (change: Partial<AppDraft>) => void; problems: Problems }

function Addresses({ draft, set, problems }: AddressProps) {
  const { t } = useTranslation()
  const errorOf = (field: AppField) => {
    const problem = problems[field]
    return problem && problem !== 'name' ? t(`apps.problem.${problem}`) : undefined
  }
  const plain = { autoCapitalize: 'none', spellCheck: false, inputMode: 'url' } as const
  return (
    <>
      <Textarea
        label={t('apps.redirectUris')}
        description={t('apps.redirectNote')}
        placeholder="https://app.example/callback"
        autosize
        minRows={2}
        maxRows={8}
        value={draft.redirectUris}
        error={errorOf('redirectUris')}
        onChange={({ currentTarget }) => set({ redirectUris: currentTarget.value })}
        {...plain}
      />
      <Textarea
        label={t('apps.postLogoutUris')}
        description={t('apps.postLogoutNote')}
        autosize
        minRows={1}
        maxRows={8}
        value={draft.postLogoutUris}
        error={errorOf('postLogoutUris')}
        onChange={({ currentTarget }) => set({ postLogoutUris: currentTarget.value })}
        {...plain}
      />
      <TextInput
        label={t('apps.logoutUri')}
        description={t('apps.logoutNote')}
        value={draft.logoutUri}
        error={errorOf('logoutUri')}
        onChange={({ currentTarget }) => set({ logoutUri: currentTarget.value })}
        {...plain}
      />
    </>
  )
}

function Scopes({ scopes, onScopes }: { scopes: readonly AppScope[]; onScopes: (scopes: AppScope[]) => void }) {
  const { t } = useTranslation()
  return (
    <Checkbox.Group
      label={t('apps.scopes')}
      description={t('apps.scopesNote')}
      value={[...scopes]}
      onChange={(chosen) => onScopes(appScopes.filter((scope) => chosen.includes(scope)))}
    >
      <div className={classes.choices}>
        {appScopes.map((scope) => (
          <Checkbox key={scope} value={scope} label={t(`apps.scope.${scope}`)} />
        ))}
      </div>
    </Checkbox.Group>
  )
}
