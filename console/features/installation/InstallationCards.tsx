import { useTranslation } from 'react-i18next'
import { installationApps } from '@muster/contract'
import { ListCards } from '../../ui/ListRows.tsx'
import { InstallationAppState, InstallationMember } from './InstallationCell.tsx'
import type { RowsProps } from './InstallationTable.tsx'
import classes from '../../ui/List.module.css'
import own from './InstallationCell.module.css'

/** IS-1, IS-2: the list on a phone. */
export function InstallationCards({ company, items, selection }: RowsProps) {
  const { t } = useTranslation()
  return (
    <ListCards
      label={t('installation.list')}
      items={items}
      selection={selection}
      renderCard={(row) => (
        <>
          <InstallationMember company={company} row={row} />
          {row.team && <span className={classes.quiet}>{row.team.name}</span>}
          <dl className={own.apps}>
            {installationApps.map((app) => (
              <div key={app}>
                <dt>{t(`member.surface.${app}`)}</dt>
                <dd>
                  <InstallationAppState company={company} of={row[app]} />
                </dd>
              </div>
            ))}
          </dl>
          <span className={own.guide} data-blocked={row.guideBlocked !== null || undefined}>
            {row.guideBlocked === null ? t('installation.selectable') : t(`installation.blocked.${row.guideBlocked}`)}
          </span>
        </>
      )}
    />
  )
}
