import { Select, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { corePlans, type Plan } from '@muster/contract'
import { Card } from '../../ui/Card.tsx'
import type { CardProps } from './GeneralCard.tsx'
import classes from './Settings.module.css'

/** P-1: what the company has bought. Which pages that opens is the server's word. */
export function PlanCard({ draft, set, disabled, mayChange }: CardProps & { mayChange: boolean }) {
  const { t } = useTranslation()
  const change = (part: Partial<Plan>) => set({ plan: { ...draft.plan, ...part } })
  return (
    <Card id="settings-plan" title={t('settings.plan.title')}>
      <div className={classes.fields}>
        <p className={classes.note}>{t(mayChange || disabled ? 'settings.plan.note' : 'settings.plan.superAdmin')}</p>
        <Select
          label={t('settings.plan.core')}
          data={corePlans.map((value) => ({ value, label: t(`settings.plan.${value}`) }))}
          value={draft.plan.core}
          disabled={disabled || !mayChange}
          allowDeselect={false}
          onChange={(value) => {
            const core = corePlans.find((plan) => plan === value)
            if (core) change({ core })
          }}
        />
        <div className={classes.switches}>
          {(['drive', 'approval'] as const).map((option) => (
            <Switch
              key={option}
              label={t(`settings.plan.${option}`)}
              checked={draft.plan[option]}
              disabled={disabled || !mayChange}
              onChange={({ currentTarget }) => change({ [option]: currentTarget.checked })}
            />
          ))}
        </div>
      </div>
    </Card>
  )
}
