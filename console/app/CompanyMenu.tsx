import { Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { AdministeredCompany } from '../lib/me.ts'
import { OpenMenu, type MenuButton } from '../ui/OpenMenu.tsx'
import classes from './CompanySwitch.module.css'

type CompanyMenuProps = {
  button: MenuButton
  companies: AdministeredCompany[]
  company: AdministeredCompany
  onCompany: (id: string) => void
}

/** The companies that one administers. */
export function CompanyMenu({ button, companies, company, onCompany }: CompanyMenuProps) {
  const { t } = useTranslation()
  return (
    <OpenMenu button={button} position="bottom-start" width={280}>
      <Menu.Label>{t('shell.companies')}</Menu.Label>
      <Menu.RadioGroup value={company.id} onChange={onCompany}>
        {companies.map(({ id, name, domain }) => (
          <Menu.RadioItem key={id} value={id} closeMenuOnClick>
            {name}
            <span className={classes.domain}>{domain}</span>
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </OpenMenu>
  )
}
