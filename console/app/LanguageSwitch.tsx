import { IconWorld } from '@tabler/icons-react'
import { ActionIcon } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { languageNames, useLocale } from '../lib/locale.ts'
import { later } from '../lib/texts.ts'
import { HeaderMenu } from './HeaderMenu.tsx'

const LanguageMenu = later([], async () => (await import('./LanguageMenu.tsx')).LanguageMenu)

/** RE-2: the language of the console. */
export function LanguageSwitch() {
  const { t } = useTranslation()
  const locale = useLocale()
  const button = (
    <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('shell.language', { name: languageNames[locale] })}>
      <IconWorld size={20} stroke={1.6} />
    </ActionIcon>
  )
  return (
    <HeaderMenu button={button} load={LanguageMenu.load}>
      {(target) => <LanguageMenu button={target} />}
    </HeaderMenu>
  )
}
