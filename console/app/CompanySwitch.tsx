import { IconBuilding, IconChevronDown } from '@tabler/icons-react'
import { Button, Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { AdministeredCompany } from '../lib/me.ts'
import classes from './CompanySwitch.module.css'

type SwitchProps = { companies: AdministeredCompany[]; company: AdministeredCompany; onCompany: (id: string) => void }

/** The company whose console this is; a switch for those who administer several. */
export function CompanySwitch({ companies, company, onCompany }: SwitchProps) {
  const { t } = useTranslation()
  if (companies.length < 2) return <span className={classes.name}>{company.name}</span>
  return (
    <Menu position="bottom-start" width={280} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          classNames={{ root: classes.button ?? '', label: classes.label ?? '' }}
          leftSection={<IconBuilding size={16} stroke={1.75} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={t('shell.company', { name: company.name })}
        >
          {company.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('shell.companies')}</Menu.Label>
        <Menu.RadioGroup value={company.id} onChange={onCompany}>
          {companies.map(({ id, name, domain }) => (
            <Menu.RadioItem key={id} value={id} closeMenuOnClick>
              {name}
              <span className={classes.domain}>{domain}</span>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
