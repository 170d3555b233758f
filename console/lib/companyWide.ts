import { useTranslation } from 'react-i18next'
import type { Menu } from '@muster/contract'
import type { AdministeredCompany } from './me.ts'

/** P-2: whether the role changes what is the whole company's; else why not, in words: it may look only, or is limited to a team. */
export function useCompanyWide(company: AdministeredCompany, menu: Menu): { mayChange: boolean; whyNot: string | null } {
  const { t } = useTranslation()
  if (company.permissions[menu] !== 'manage') return { mayChange: false, whyNot: t('form.viewOnly') }
  return company.teamId === null ? { mayChange: true, whyNot: null } : { mayChange: false, whyNot: t('form.limited') }
}
