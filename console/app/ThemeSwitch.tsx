import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { ActionIcon, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { later } from '../lib/texts.ts'
import { HeaderMenu } from './HeaderMenu.tsx'

const ThemeMenu = later([], async () => (await import('./ThemeMenu.tsx')).ThemeMenu)
const icons: Record<MantineColorScheme, typeof IconSun> = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop }

/** RE-2: light, dark, or as the device is set; kept in this browser. */
export function ThemeSwitch() {
  const { t } = useTranslation()
  const { colorScheme } = useMantineColorScheme()
  const Current = icons[colorScheme]
  const button = (
    <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('shell.theme', { name: t(`theme.${colorScheme}`) })}>
      <Current size={20} stroke={1.6} />
    </ActionIcon>
  )
  return (
    <HeaderMenu button={button} load={ThemeMenu.load}>
      {(target) => <ThemeMenu button={target} />}
    </HeaderMenu>
  )
}
