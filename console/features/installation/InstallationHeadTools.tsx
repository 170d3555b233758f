import { useState } from 'react'
import { IconMailForward, IconTemplate } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { AdministeredCompany } from '../../lib/me.ts'
import { pages } from '../../paths.ts'
import { SendGuideDialog } from './SendGuideDialog.tsx'
import classes from './InstallationPage.module.css'

/** IS-3: what the guide says, and *Notify all members*. */
export function InstallationHeadTools({ company, onSent }: { company: AdministeredCompany; onSent: () => void }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState(false)
  const may = company.permissions.installation === 'manage'
  const why = !may ? t('installation.viewOnly') : !company.seesNames ? t('installation.namesHidden') : undefined
  return (
    <div className={classes.tools}>
      <Button
        variant="default"
        leftSection={<IconTemplate size={17} stroke={1.75} aria-hidden />}
        renderRoot={(props) => <Link {...props} to={pages.guideTemplate} search={{ company: company.id }} />}
      >
        {t('guideTemplate.title')}
      </Button>
      <Button
        leftSection={<IconMailForward size={17} stroke={1.75} aria-hidden />}
        disabled={why !== undefined}
        title={why}
        onClick={() => setAsked(true)}
      >
        {t('installation.send.everybody')}
      </Button>
      {asked && <SendGuideDialog company={company} members={null} onSent={onSent} onClose={() => setAsked(false)} />}
    </div>
  )
}
