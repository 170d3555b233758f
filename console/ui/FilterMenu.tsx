import { IconChevronDown } from '@tabler/icons-react'
import { Button, Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'

export type FilterChoice = { value: string; label: string }
type MenuProps = {
  label: string
  choices: readonly FilterChoice[]
  /** The choices are on the way. */
  loading?: boolean
  value: string
  onOpen?: () => void
  onChoose: (value: string) => void
}

/** One filter as a menu of its values. */
export function FilterMenu({ label, choices, loading = false, value, onOpen, onChoose }: MenuProps) {
  const { t } = useTranslation()
  return (
    <Menu
      position="bottom-start"
      width={240}
      withInitialFocusPlaceholder={false}
      transitionProps={{ duration: 0 }}
      shadow="md"
      {...(onOpen && { onOpen })}
    >
      <Menu.Target>
        <Button
          variant={value ? 'light' : 'default'}
          size="compact-md"
          fw={500}
          rightSection={<IconChevronDown size={14} stroke={1.75} aria-hidden />}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        {choices.map((choice) => (
          <Menu.RadioItem
            key={choice.value}
            value={choice.value}
            checked={choice.value === value}
            closeMenuOnClick
            onChange={() => onChoose(choice.value)}
          >
            {choice.label}
          </Menu.RadioItem>
        ))}
        {choices.length === 0 && <Menu.Item disabled>{t(loading ? 'common.loading' : 'list.nothing')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  )
}
