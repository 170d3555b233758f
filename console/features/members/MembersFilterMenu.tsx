import { IconChevronDown } from '@tabler/icons-react'
import { Button, Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { FilterMenu } from './memberList.filters.ts'

type MenuProps = { menu: FilterMenu; value: string; onChoose: (value: string) => void }

/** One filter as a menu of its values. */
export function MembersFilterMenu({ menu, value, onChoose }: MenuProps) {
  const { t } = useTranslation()
  return (
    <Menu
      position="bottom-start"
      width={240}
      withInitialFocusPlaceholder={false}
      transitionProps={{ duration: 0 }}
      shadow="md"
      onOpen={menu.onOpen}
    >
      <Menu.Target>
        <Button
          variant={value ? 'light' : 'default'}
          size="compact-md"
          fw={500}
          rightSection={<IconChevronDown size={14} stroke={1.75} aria-hidden />}
        >
          {menu.label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        {menu.choices.map((choice) => (
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
        {menu.choices.length === 0 && <Menu.Item disabled>{t(menu.loading ? 'common.loading' : 'members.filter.nothing')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  )
}
