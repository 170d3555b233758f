import { Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { OpenMenu, type MenuButton } from '../ui/OpenMenu.tsx'

const schemes = ['light', 'dark', 'auto'] as const
const isScheme = (value: string): value is MantineColorScheme => (schemes as readonly string[]).includes(value)

/** What opens at the switch of light and dark. */
export function ThemeMenu({ button }: { button: MenuButton }) {
  const { t } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <OpenMenu button={button} width={160}>
      <Menu.RadioGroup value={colorScheme} onChange={(value) => isScheme(value) && setColorScheme(value)}>
        {schemes.map((scheme) => (
          <Menu.RadioItem key={scheme} value={scheme} closeMenuOnClick>
            {t(`theme.${scheme}`)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </OpenMenu>
  )
}
