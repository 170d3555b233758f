import { useState, type FormEvent } from 'react'
import { Switch, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Title } from '@muster/contract'
import { PermissionPicker } from '../../lib/PlacePickers.tsx'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import { writeTitle, type TitleKind } from './title.kinds.ts'
import forms from './organization.module.css'

/** `mayPermit`: whether the service permission of a user type may be chosen, which is for who manages the settings. */
type FormProps = { company: string; kind: TitleKind; title: Title | null; mayPermit: boolean; onClose: () => void }

/** A new title, or another name for one that is there. */
export function TitleForm({ company, kind, title, mayPermit, onClose }: FormProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [name, setName] = useState(title?.name ?? '')
  const [executive, setExecutive] = useState(title?.executive ?? false)
  const [permissionId, setPermission] = useState(title?.permission?.id ?? null)
  const [problem, setProblem] = useState<string | null>(null)
  const { send, pending } = useAct({
    act: () => writeTitle({ company, kind, id: title?.id ?? null }, { name: name.trim(), executive, permissionId }),
    onDone: onClose,
    onProblem: (found) => setProblem(line(found)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim()) send(undefined)
    else setProblem(t('titles.nameNeeded'))
  }
  return (
    <Dialog title={title ? t('titles.edit', { name: title.name }) : t(`titles.${kind}.add`)} onClose={onClose} light={false}>
      <form onSubmit={submit} className={forms.form} noValidate>
        <TextInput
          label={t('titles.name')}
          required
          maxLength={100}
          data-autofocus
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        {kind === 'levels' && (
          <Switch
            label={t('titles.executive')}
            description={t('titles.executiveNote')}
            checked={executive}
            onChange={({ currentTarget }) => setExecutive(currentTarget.checked)}
          />
        )}
        {kind === 'userTypes' && mayPermit && (
          <PermissionPicker
            company={company}
            label={t('titles.permission')}
            description={t('titles.permissionNote')}
            placeholder={t('titles.noPermission')}
            value={permissionId}
            onChange={setPermission}
          />
        )}
        <FormFoot problem={problem} onClose={onClose} pending={pending}>
          {t('dialog.save')}
        </FormFoot>
      </form>
    </Dialog>
  )
}
