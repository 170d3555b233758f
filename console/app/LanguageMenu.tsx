import { Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { locales } from '@muster/contract'
import { api } from '../lib/api.ts'
import { isLocale, languageNames, useLocale } from '../lib/locale.ts'
import { meQuery } from '../lib/me.ts'
import { problemOf, problemText } from '../lib/problem.ts'
import { showLocale } from '../lib/texts.ts'
import { OpenMenu, type MenuButton } from '../ui/OpenMenu.tsx'

/** RE-2: applied at once and kept with the member; taken back when the server refuses. */
export function LanguageMenu({ button }: { button: MenuButton }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const queries = useQueryClient()
  const save = useMutation({
    ...api.company.updateMe.mutationOptions(),
    onSuccess: (answer) => queries.setQueryData(meQuery.queryKey, (me) => me && { ...me, member: { ...me.member, locale: answer.locale } }),
  })
  const choose = async (chosen: string) => {
    if (!isLocale(chosen) || chosen === locale) return
    await showLocale(chosen)
    save.mutate(
      { locale: chosen },
      {
        onError: async (error) => {
          await showLocale(locale)
          notifications.show({ color: 'red', message: problemText(problemOf(error), locale, t('problem.unreachable')) })
        },
      },
    )
  }
  return (
    <OpenMenu button={button} width={160}>
      <Menu.RadioGroup value={locale} onChange={(chosen) => void choose(chosen)}>
        {locales.map((one) => (
          <Menu.RadioItem key={one} value={one} lang={one} closeMenuOnClick>
            {languageNames[one]}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </OpenMenu>
  )
}
