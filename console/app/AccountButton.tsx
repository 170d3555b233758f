import { UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { AdministratorRole, Me } from '@muster/contract'
import { later } from '../lib/texts.ts'
import { HeaderMenu } from './HeaderMenu.tsx'
import classes from './AccountMenu.module.css'

const AccountMenu = later([], async () => (await import('./AccountMenu.tsx')).AccountMenu)

/** Who is signed in. */
export function AccountButton({ member, role }: { member: Me['member']; role: AdministratorRole | undefined }) {
  const { t } = useTranslation()
  const button = (
    <UnstyledButton className={classes.button ?? ''} aria-label={t('shell.account', { name: member.name })}>
      <span className={classes.avatar} aria-hidden>
        {initialOf(member.name)}
      </span>
    </UnstyledButton>
  )
  return (
    <HeaderMenu button={button} load={AccountMenu.load}>
      {(target) => <AccountMenu button={target} member={member} role={role} />}
    </HeaderMenu>
  )
}

/** The first letter, also where letters are made of two code units. */
const initialOf = (name: string) => [...name.trim()][0]?.toUpperCase() ?? '?'
