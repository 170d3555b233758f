import { useState } from 'react'
import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Combobox.layer.css'
import type { ServicePermission } from '@muster/contract'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'

type SelectProps = {
  label: string
  /** What no template means. */
  none: string
  permissions: readonly ServicePermission[]
  value: string | null
  disabled: boolean
  ask: { title: string; confirm: string }
  pending: boolean
  /** Calls back once it is over, done or not. */
  onChange: (permissionId: string | null, over: () => void) => void
}

/** Which template holds; since a change signs people out, it is asked about before it is made. */
export function PermissionSelect({ label, none, permissions, value, disabled, ask, pending, onChange }: SelectProps) {
  const { t } = useTranslation()
  const [wanted, setWanted] = useState<{ id: string | null } | null>(null)
  const close = () => setWanted(null)
  return (
    <>
      <Select
        label={label}
        data={[{ value: '', label: none }, ...permissions.map(({ id, name }) => ({ value: id, label: name }))]}
        value={value ?? ''}
        disabled={disabled}
        allowDeselect={false}
        onChange={(id) => (id || null) !== value && setWanted({ id: id || null })}
      />
      {wanted && (
        <ConfirmDialog
          title={ask.title}
          points={[
            { text: `${label}: ${permissions.find((p) => p.id === wanted.id)?.name ?? none}` },
            { text: t('permissions.point.ends'), lost: true },
            { text: t('permissions.point.notBack'), lost: true },
          ]}
          confirm={ask.confirm}
          pending={pending}
          onConfirm={() => onChange(wanted.id, close)}
          onClose={close}
        />
      )}
    </>
  )
}
