import { IconCheck, IconChevronDown } from '@tabler/icons-react'
import { Button, Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { FilterMenu } from './memberList.filters.ts'

type MenuProps = { menu: FilterMenu; value: string; onChoose: (value: string) => void }

/** One filter as a menu of its values; choosing the chosen one takes it away. */
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
          <Menu.Item
            key={choice.value}
            role="menuitemradio"
            aria-checked={choice.value === value}
            rightSection={choice.value === value && <IconCheck size={15} stroke={2} aria-hidden />}
            onClick={() => onChoose(choice.value === value ? '' : choice.value)}
          >
            {choice.label}
          </Menu.Item>
        ))}
        {menu.choices.length === 0 && <Menu.Item disabled>{t(menu.loading ? 'common.loading' : 'members.filter.nothing')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  )
}
