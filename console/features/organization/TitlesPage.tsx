import { useTranslation } from 'react-i18next'
import type { AdministeredCompany } from '../../lib/me.ts'
import { PageHead } from '../../ui/PageHead.tsx'
import { TitleList } from './TitleList.tsx'
import { titleKinds } from './title.kinds.ts'
import classes from './TitlesPage.module.css'

/** Settings › Organization: what the company calls its levels, positions, user types and further fields, in order. */
export function TitlesPage({ company }: { company: AdministeredCompany }) {
  const { t } = useTranslation()
  // P-2: they are the whole company's.
  const mayChange = company.permissions.members === 'manage' && company.teamId === null
  return (
    <>
      <PageHead title={t('nav.organization')}>
        {t('titles.lead')}
        {company.teamId !== null && ` ${t('form.limited')}`}
      </PageHead>
      <div className={classes.kinds}>
        {titleKinds.map((kind) => (
          <TitleList key={kind} company={company} kind={kind} mayChange={mayChange} />
        ))}
      </div>
    </>
  )
}
