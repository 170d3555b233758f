import { useId } from 'react'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { ActionIcon, Button, Input, NativeSelect, Select, TagsInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/Pill.layer.css'
import '@mantine/core/styles/PillsInput.layer.css'
import { locales, phoneKinds, type Locale, type Profile } from '@muster/contract'
import { isLocale, languageNames } from './locale.ts'
import { allZones } from './zones.ts'
import { TitlePicker } from './PlacePickers.tsx'
import type { ProfileForm } from './profile.form.ts'
import classes from './MemberForms.module.css'

type Typed = { currentTarget: { value: string } }
type TextField = 'phonetic' | 'nickname' | 'employeeNumber' | 'personalEmail' | 'workplace' | 'duty' | 'birthday' | 'hiredOn'
const longest: Record<TextField, number> = {
  phonetic: 100,
  nickname: 100,
  employeeNumber: 50,
  personalEmail: 254,
  workplace: 100,
  duty: 200,
  birthday: 10,
  hiredOn: 10,
}

/** Which fields a form shows; all where nothing is said. */
type Only = { only?: ReadonlySet<string> }
const showing = (only: Only['only']) => (field: keyof Profile) => !only || only.has(field)
const showsNone = (only: Only['only'], fields: readonly (keyof Profile)[]) => !fields.some(showing(only))

/** Binds a plain field of the profile to its input. */
export function useTextField({ profile, set, error }: ProfileForm) {
  const { t } = useTranslation()
  return (field: TextField) => ({
    label: t(`member.field.${field}`),
    value: profile[field] ?? '',
    error: error(field),
    maxLength: longest[field],
    onChange: ({ currentTarget }: Typed) => set({ [field]: currentTarget.value || null }),
  })
}

/** The name, how it is read, and its forms in other languages. */
export function ProfileNames({ form, only }: { form: ProfileForm } & Only) {
  const { t } = useTranslation()
  const bind = useTextField(form)
  const { profile, set, error } = form
  const setForm = (locale: Locale, change: Partial<{ name: string; phonetic: string | null }>) =>
    set({ names: { ...profile.names, [locale]: { name: '', phonetic: null, ...profile.names[locale], ...change } } })
  const shows = showing(only)
  if (showsNone(only, ['name', 'phonetic', 'nickname', 'employeeNumber', 'names'])) return null
  return (
    <fieldset className={classes.group}>
      <legend>{t('member.group.name')}</legend>
      <div className={classes.pair}>
        {shows('name') && (
          <TextInput
            label={t('member.field.name')}
            value={profile.name}
            onChange={({ currentTarget }) => set({ name: currentTarget.value })}
            error={error('name')}
            maxLength={100}
            required
            withAsterisk={false}
            data-autofocus
          />
        )}
        {shows('phonetic') && <TextInput {...bind('phonetic')} />}
        {shows('nickname') && <TextInput {...bind('nickname')} />}
        {shows('employeeNumber') && <TextInput {...bind('employeeNumber')} />}
        {(shows('names') ? locales : []).map((locale) => (
          <div key={locale} className={`${classes.wide} ${classes.pair}`}>
            <TextInput
              label={t('member.nameIn', { language: languageNames[locale] })}
              value={profile.names[locale]?.name ?? ''}
              onChange={({ currentTarget }) => setForm(locale, { name: currentTarget.value })}
              maxLength={100}
              lang={locale}
            />
            <TextInput
              label={t('member.phoneticIn', { language: languageNames[locale] })}
              value={profile.names[locale]?.phonetic ?? ''}
              onChange={({ currentTarget }) => setForm(locale, { phonetic: currentTarget.value || null })}
              maxLength={100}
              lang={locale}
            />
          </div>
        ))}
      </div>
    </fieldset>
  )
}

/** Where the member is reached outside the suite, and other names of their mailbox. */
export function ProfileContact({ form, domain, only }: { form: ProfileForm; domain: string } & Only) {
  const { t } = useTranslation()
  const bind = useTextField(form)
  const { profile, set, error } = form
  const shows = showing(only)
  if (showsNone(only, ['personalEmail', 'aliases', 'phones'])) return null
  return (
    <fieldset className={classes.group}>
      <legend>{t('member.group.contact')}</legend>
      {shows('personalEmail') && (
        <TextInput {...bind('personalEmail')} type="email" inputMode="email" autoCapitalize="none" spellCheck={false} />
      )}
      {shows('aliases') && (
        <TagsInput
          label={t('member.field.aliases')}
          description={t('member.aliasNote', { domain })}
          value={profile.aliases}
          onChange={(aliases) => set({ aliases })}
          error={error('aliases')}
          maxTags={30}
          acceptValueOnBlur
          splitChars={[',', ' ', ';']}
        />
      )}
      {shows('phones') && <PhoneRows phones={profile.phones} onChange={(phones) => set({ phones })} error={error('phones')} />}
    </fieldset>
  )
}

type PhoneProps = { phones: Profile['phones']; onChange: (phones: Profile['phones']) => void; error: string | undefined }

function PhoneRows({ phones, onChange, error }: PhoneProps) {
  const { t } = useTranslation()
  const label = useId()
  const kinds = phoneKinds.map((kind) => ({ value: kind, label: t(`member.phone.${kind}`) }))
  const set = (index: number, change: Partial<Profile['phones'][number]>) =>
    onChange(phones.map((phone, i) => (i === index ? { ...phone, ...change } : phone)))
  return (
    <div className={classes.rows} role="group" aria-labelledby={label}>
      <Input.Label labelElement="div" id={label}>
        {t('member.field.phones')}
      </Input.Label>
      {phones.map(({ kind, number }, index) => (
        <div key={index} className={classes.row}>
          <NativeSelect
            aria-label={t('member.phoneKind')}
            value={kind}
            data={kinds}
            onChange={({ currentTarget }) => set(index, { kind: phoneKinds.find((one) => one === currentTarget.value) ?? 'mobile' })}
          />
          <TextInput
            aria-label={t('member.phoneNumber', { number: index + 1 })}
            type="tel"
            value={number}
            maxLength={32}
            error={error}
            onChange={({ currentTarget }) => set(index, { number: currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t('member.phoneRemove', { number: index + 1 })}
            onClick={() => onChange(phones.filter((_, i) => i !== index))}
          >
            <IconTrash size={17} stroke={1.75} />
          </ActionIcon>
        </div>
      ))}
      {phones.length < 10 && (
        <div>
          <Button
            variant="subtle"
            size="compact-md"
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => onChange([...phones, { kind: 'mobile', number: '' }])}
          >
            {t('member.phoneAdd')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** The member's place in the company, besides teams. */
export function ProfileWork({ form, company, only }: { form: ProfileForm; company: string } & Only) {
  const { t } = useTranslation()
  const bind = useTextField(form)
  const { profile, set, error } = form
  const shows = showing(only)
  if (showsNone(only, ['levelId', 'userTypeId', 'workplace', 'duty', 'hiredOn', 'birthday'])) return null
  return (
    <fieldset className={classes.group}>
      <legend>{t('member.group.work')}</legend>
      <div className={classes.pair}>
        {shows('levelId') && (
          <TitlePicker
            kind="levels"
            company={company}
            label={t('member.field.levelId')}
            value={profile.levelId}
            onChange={(levelId) => set({ levelId })}
            error={error('levelId')}
          />
        )}
        {shows('userTypeId') && (
          <TitlePicker
            kind="userTypes"
            company={company}
            label={t('member.field.userTypeId')}
            value={profile.userTypeId}
            onChange={(userTypeId) => set({ userTypeId })}
            error={error('userTypeId')}
          />
        )}
        {shows('workplace') && <TextInput {...bind('workplace')} />}
        {shows('duty') && <TextInput {...bind('duty')} />}
        {shows('hiredOn') && <TextInput {...bind('hiredOn')} type="date" />}
        {shows('birthday') && <TextInput {...bind('birthday')} type="date" />}
      </div>
    </fieldset>
  )
}

type MoreProps = { form: ProfileForm; customFields: readonly { id: string; name: string }[] } & Only

/** Language, time zone, and the fields that the company has defined. */
export function ProfileMore({ form, customFields, only }: MoreProps) {
  const { t } = useTranslation()
  const { profile, set, error } = form
  const shows = showing(only)
  if (showsNone(only, ['locale', 'zone', 'custom'])) return null
  return (
    <fieldset className={classes.group}>
      <legend>{t('member.group.more')}</legend>
      <div className={classes.pair}>
        {shows('locale') && (
          <NativeSelect
            label={t('member.field.locale')}
            value={profile.locale}
            onChange={({ currentTarget: { value } }) => isLocale(value) && set({ locale: value })}
            data={locales.map((one) => ({ value: one, label: languageNames[one] }))}
          />
        )}
        {shows('zone') && (
          <Select
            label={t('member.field.zone')}
            placeholder={t('member.zoneOfCompany')}
            value={profile.zone}
            onChange={(zone) => set({ zone })}
            data={allZones()}
            error={error('zone')}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': t('pick.clear') }}
            nothingFoundMessage={t('pick.nothing')}
            limit={200}
          />
        )}
        {customFields.map(({ id, name }) => (
          <TextInput
            key={id}
            label={name}
            value={profile.custom[id] ?? ''}
            maxLength={500}
            error={error('custom')}
            onChange={({ currentTarget }) => set({ custom: { ...profile.custom, [id]: currentTarget.value } })}
          />
        ))}
      </div>
    </fieldset>
  )
}
