import { useState } from 'react'
import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Combobox.layer.css'
import { api } from './api.ts'
import { problemOf } from './problem.ts'
import { useProblemLine } from './useAct.ts'

export type PickedMember = { id: string; name: string; login: string }

type PickerProps = {
  company: string
  label: string
  description?: string
  placeholder?: string
  value: PickedMember | null
  onChange: (member: PickedMember | null) => void
  error?: string | null | false
  className?: string
  autoFocus?: boolean
}

const shownAtOnce = '20'

/** One member, found by a part of the name or ID. */
export function MemberPicker({ company, value, onChange, error, placeholder, ...input }: PickerProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed.trim(), 200)
  const chosen = value ? labelOf(value) : ''
  const asked = q !== '' && q !== chosen
  const query = useQuery({
    ...api.members.list.queryOptions({ input: { company, q, limit: shownAtOnce } }),
    enabled: asked,
  })
  const found = asked ? (query.data?.items ?? []) : []
  const known = value && !found.some((m) => m.id === value.id) ? [value, ...found] : found
  return (
    <Select
      searchable
      clearable
      {...input}
      placeholder={placeholder ?? t('picker.placeholder')}
      value={value?.id ?? null}
      data={known.map((m) => ({ value: m.id, label: labelOf(m) }))}
      // The server has searched: a login, nickname or number that matched need not stand in the label.
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      onChange={(id) => onChange(known.find((m) => m.id === id) ?? null)}
      nothingFoundMessage={nothingText()}
      error={error || (query.isError && line(problemOf(query.error)))}
      clearButtonProps={{ 'aria-label': t('picker.clear') }}
    />
  )

  function nothingText(): string {
    if (!asked) return t('picker.type')
    return query.isPending ? t('common.loading') : t('picker.nobody')
  }
}

const labelOf = ({ name, login }: PickedMember) => (login ? `${name} (${login})` : name)
