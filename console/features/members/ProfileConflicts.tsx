import { IconUsers } from '@tabler/icons-react'
import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Profile } from '@muster/contract'
import { isLocale, languageNames } from '../../lib/locale.ts'
import { useTitleNames } from '../../lib/PlacePickers.tsx'
import { sameValue, type ProfileField } from '../../lib/profile.merge.ts'
import classes from './ProfileConflicts.module.css'

type ConflictsProps = {
  company: string
  conflicts: ProfileField[]
  theirs: ProfileField[]
  newest: Profile
  mine: Profile
  customFields: readonly { id: string; name: string }[]
  onTheirs: (field: ProfileField) => void
  onMine: (field: ProfileField) => void
}

/** Someone else saved meanwhile: which fields they changed, and per field that both changed, whose stays. */
export function ProfileConflicts({ company, conflicts, theirs, newest, mine, customFields, onTheirs, onMine }: ConflictsProps) {
  const { t } = useTranslation()
  const names = new Map([...useTitleNames(company), ...customFields.map(({ id, name }) => [id, name] as const)])
  const written = (field: ProfileField, profile: Profile) => {
    if (field === 'locale') return languageNames[profile.locale]
    if (field === 'phones') return profile.phones.map(({ kind, number }) => `${t(`member.phone.${kind}`)} ${number}`).join(', ')
    return shownValue(profile[field], names)
  }
  const shown = (field: ProfileField, profile: Profile) => written(field, profile) || t('member.conflict.empty')
  return (
    <section className={classes.box} role="alert" aria-label={t('member.conflict.title')}>
      <h3 className={classes.title}>
        <IconUsers size={18} stroke={1.75} aria-hidden />
        {t('member.conflict.title')}
      </h3>
      <p className={classes.text}>{t(conflicts.length > 0 ? 'member.conflict.choose' : 'member.conflict.none')}</p>
      {conflicts.map((field) => (
        <div key={field} className={classes.field} role="group" aria-label={t(`member.field.${field}`)}>
          <strong>{t(`member.field.${field}`)}</strong>
          <span>{t('member.conflict.theirs', { value: shown(field, newest) })}</span>
          <span>{t('member.conflict.mine', { value: shown(field, mine) })}</span>
          <SegmentedControl
            size="xs"
            aria-label={t(`member.field.${field}`)}
            value={sameValue(mine[field], newest[field]) ? 'theirs' : 'mine'}
            onChange={(value) => (value === 'theirs' ? onTheirs(field) : onMine(field))}
            data={[
              { value: 'mine', label: t('member.conflict.keepMine') },
              { value: 'theirs', label: t('member.conflict.takeTheirs') },
            ]}
          />
        </div>
      ))}
      {theirs.map((field) => (
        <div key={field} className={classes.field}>
          <strong>{t(`member.field.${field}`)}</strong>
          <span>{t('member.conflict.taken', { value: shown(field, newest) })}</span>
        </div>
      ))}
    </section>
  )
}

/** A value of a profile as a line of text; what is known by an id shows under its name. */
function shownValue(value: unknown, names: ReadonlyMap<string, string>): string {
  if (typeof value === 'string') return names.get(value) ?? value
  if (typeof value !== 'object' || value === null) return ''
  if (Array.isArray(value)) return value.map((one) => shownValue(one, names)).join(', ')
  return Object.entries(value)
    .flatMap(([key, one]) => {
      const text = shownValue(one, names)
      const label = isLocale(key) ? languageNames[key] : names.get(key)
      return text ? [label ? `${label}: ${text}` : text] : []
    })
    .join(' · ')
}
