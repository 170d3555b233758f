import { cloneElement, type ReactElement, type ReactNode, type Ref } from 'react'
import { Menu, type MenuProps } from '@mantine/core'
import { useOpensAtOnce } from './useOpensAtOnce.ts'

export type MenuButton = ReactElement<{ ref?: Ref<HTMLButtonElement>; onClick?: () => void }>

type OpenMenuProps = Pick<MenuProps, 'position' | 'width'> & { button: MenuButton; children: ReactNode }

/** A menu that opens as soon as it is there. */
export function OpenMenu({ button, children, position = 'bottom-end', width }: OpenMenuProps) {
  const { button: ref, opened, setOpened } = useOpensAtOnce()
  return (
    <Menu opened={opened} onChange={setOpened} position={position} width={width} withInitialFocusPlaceholder={false}>
      <Menu.Target>{cloneElement(button, { ref })}</Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}
