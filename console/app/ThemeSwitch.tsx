import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { ActionIcon, Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { useTranslation } from 'react-i18next'

const schemes = ['light', 'dark', 'auto'] as const
const icons: Record<MantineColorScheme, typeof IconSun> = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop }
const isScheme = (value: string): value is MantineColorScheme => (schemes as readonly string[]).includes(value)

/** RE-2: light, dark, or as the device is set; kept in this browser. */
export function ThemeSwitch() {
  const { t } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const Current = icons[colorScheme]
  return (
    <Menu position="bottom-end" width={160} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('shell.theme', { name: t(`theme.${colorScheme}`) })}>
          <Current size={20} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => isScheme(value) && setColorScheme(value)}>
          {schemes.map((scheme) => (
            <Menu.RadioItem key={scheme} value={scheme} closeMenuOnClick>
              {t(`theme.${scheme}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
