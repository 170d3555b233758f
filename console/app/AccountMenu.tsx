import { IconLogout, IconUserCircle } from '@tabler/icons-react'
import { Menu, UnstyledButton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { AdministratorRole, Me } from '@muster/contract'
import { api } from '../lib/api.ts'
import { useLocale } from '../lib/locale.ts'
import { problemOf, problemText } from '../lib/problem.ts'
import { pages } from '../paths.ts'
import { isSignedOut, signOutDone } from './session.ts'
import classes from './AccountMenu.module.css'

/** Who is signed in, and the way out. */
export function AccountMenu({ member, role }: { member: Me['member']; role: AdministratorRole | undefined }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const signOut = useMutation({
    ...api.company.signOut.mutationOptions(),
    onSuccess: signOutDone,
    onError: (error) => {
      if (isSignedOut(error)) return
      notifications.show({ color: 'red', message: problemText(problemOf(error), locale, t('problem.unreachable')) })
    },
  })
  return (
    <Menu position="bottom-end" width={240} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <UnstyledButton className={classes.button ?? ''} aria-label={t('shell.account', { name: member.name })}>
          <span className={classes.avatar} aria-hidden>
            {initialOf(member.name)}
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <div className={classes.name}>{member.name}</div>
          <div className={classes.login}>{member.login}</div>
          {role && <div className={classes.login}>{t(`member.role.${role}`)}</div>}
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconUserCircle size={16} stroke={1.75} aria-hidden />} component={Link} to={pages.account}>
          {t('account.title')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} stroke={1.75} aria-hidden />}
          onClick={() => !signOut.isPending && signOut.mutate({})}
        >
          {t('shell.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** The first letter, also where letters are made of two code units. */
const initialOf = (name: string) => [...name.trim()][0]?.toUpperCase() ?? '?'
