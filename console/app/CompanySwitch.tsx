import { IconBuilding, IconChevronDown } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { AdministeredCompany } from '../lib/me.ts'
import { later } from '../lib/texts.ts'
import { HeaderMenu } from './HeaderMenu.tsx'
import classes from './CompanySwitch.module.css'

const CompanyMenu = later([], async () => (await import('./CompanyMenu.tsx')).CompanyMenu)

type SwitchProps = { companies: AdministeredCompany[]; company: AdministeredCompany; onCompany: (id: string) => void }

/** The company whose console this is; a switch for those who administer several. */
export function CompanySwitch({ companies, company, onCompany }: SwitchProps) {
  const { t } = useTranslation()
  if (companies.length < 2) return <span className={classes.name}>{company.name}</span>
  const button = (
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
  )
  return (
    <HeaderMenu button={button} load={CompanyMenu.load}>
      {(target) => <CompanyMenu button={target} companies={companies} company={company} onCompany={onCompany} />}
    </HeaderMenu>
  )
}
