import { IconLogout, IconUserCircle } from '@tabler/icons-react'
import { Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { AdministratorRole, Me } from '@muster/contract'
import { api } from '../lib/api.ts'
import { useLocale } from '../lib/locale.ts'
import { problemOf, problemText } from '../lib/problem.ts'
import { forgetPushHere } from '../lib/pushKept.ts'
import { pages } from '../paths.ts'
import { OpenMenu, type MenuButton } from '../ui/OpenMenu.tsx'
import { isSignedOut, signOutDone } from './session.ts'
import classes from './AccountMenu.module.css'

type AccountMenuProps = { button: MenuButton; member: Me['member']; role: AdministratorRole | undefined }

/** Who is signed in, and the way out. */
export function AccountMenu({ button, member, role }: AccountMenuProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const signOut = useMutation({
    ...api.company.signOut.mutationOptions(),
    onSuccess: () => forgetPushHere().finally(signOutDone),
    onError: (error) => {
      if (isSignedOut(error)) return
      notifications.show({ color: 'red', message: problemText(problemOf(error), locale, t('problem.unreachable')) })
    },
  })
  return (
    <OpenMenu button={button} width={240}>
      <div className={classes.who}>
        <div className={classes.name}>{member.name}</div>
        <div className={classes.login}>{member.login}</div>
        {role && <div className={classes.login}>{t(`role.${role}`)}</div>}
      </div>
      <Menu.Divider />
      <Menu.Item leftSection={<IconUserCircle size={16} stroke={1.75} aria-hidden />} component={Link} to={pages.account}>
        {t('nav.account')}
      </Menu.Item>
      <Menu.Item leftSection={<IconLogout size={16} stroke={1.75} aria-hidden />} onClick={() => !signOut.isPending && signOut.mutate({})}>
        {t('shell.signOut')}
      </Menu.Item>
    </OpenMenu>
  )
}
