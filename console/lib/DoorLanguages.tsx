import { UnstyledButton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { locales } from '@muster/contract'
import { languageNames, useLocale } from './locale.ts'
import { showLocale } from './texts.ts'
import classes from './DoorLanguages.module.css'

/** RE-2: the languages, where nobody is signed in whose language would be known: as below the sign-in page. What is typed stays. */
export function DoorLanguages() {
  const { t } = useTranslation()
  const locale = useLocale()
  const unreachable = () => notifications.show({ color: 'red', message: t('problem.unreachable') })
  return (
    <nav className={classes.languages} aria-label={t('shell.languages')}>
      {locales.map((one) => (
        <UnstyledButton
          key={one}
          lang={one}
          className={classes.language ?? ''}
          aria-current={one === locale || undefined}
          onClick={() => void showLocale(one).catch(unreachable)}
        >
          {languageNames[one]}
        </UnstyledButton>
      ))}
    </nav>
  )
}
