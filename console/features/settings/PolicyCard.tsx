import { Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/Card.tsx'
import type { CardProps } from './GeneralCard.tsx'
import classes from './Settings.module.css'

/** MB-6, MB-19: what holds for members to be registered. */
export function PolicyCard({ draft, set, disabled }: CardProps) {
  const { t } = useTranslation()
  return (
    <Card id="settings-policy" title={t('settings.policy.title')}>
      <div className={classes.fields}>
        <Switch
          label={t('settings.policy.creationLink')}
          description={t('settings.policy.creationLinkNote')}
          checked={draft.allowCreationLink}
          disabled={disabled}
          onChange={({ currentTarget }) => set({ allowCreationLink: currentTarget.checked })}
        />
        <Switch
          label={t('settings.policy.searchable')}
          description={t('settings.policy.searchableNote')}
          checked={draft.newMembersSearchable}
          disabled={disabled}
          onChange={({ currentTarget }) => set({ newMembersSearchable: currentTarget.checked })}
        />
      </div>
    </Card>
  )
}
