import { Checkbox, Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/Checkbox.layer.css'
import { locales } from '@muster/contract'
import { isLocale, languageNames } from '../../lib/locale.ts'
import { Card } from '../../ui/Card.tsx'
import type { Draft } from './settings.form.ts'
import classes from './Settings.module.css'

export type CardProps = { draft: Draft; set: (part: Partial<Draft>) => void; disabled: boolean }

/** Name and languages. */
export function GeneralCard({ draft, set, disabled, issues }: CardProps & { issues: Map<string, string> }) {
  const { t } = useTranslation()
  return (
    <Card id="settings-general" title={t('settings.general.title')}>
      <div className={classes.fields}>
        <TextInput
          label={t('settings.general.name')}
          maxLength={100}
          value={draft.name}
          disabled={disabled}
          error={issues.has('name') && t('settings.problem.name')}
          onChange={({ currentTarget }) => set({ name: currentTarget.value })}
        />
        <Select
          label={t('settings.general.locale')}
          description={t('settings.general.localeNote')}
          data={locales.map((value) => ({ value, label: languageNames[value] }))}
          value={draft.locale}
          disabled={disabled}
          allowDeselect={false}
          onChange={(value) => value && isLocale(value) && set({ locale: value, languages: withOwn(draft.languages, value) })}
        />
        <Checkbox.Group
          label={t('settings.general.languages')}
          description={t('settings.general.languagesNote')}
          value={draft.languages}
          error={issues.has('languages') && t('settings.problem.languages')}
          onChange={(chosen) => set({ languages: withOwn(chosen.filter(isLocale), draft.locale) })}
        >
          <div className={classes.choices}>
            {locales.map((value) => (
              <Checkbox key={value} value={value} label={languageNames[value]} disabled={disabled || value === draft.locale} />
            ))}
          </div>
        </Checkbox.Group>
      </div>
    </Card>
  )
}

/** In the order of every list of languages, so that unticking and ticking again is no change. */
function withOwn(chosen: readonly Draft['locale'][], own: Draft['locale']): Draft['languages'] {
  return locales.filter((locale) => locale === own || chosen.includes(locale))
}
