import { NumberInput, PasswordInput, Select, Switch, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/NumberInput.layer.css'
import '@mantine/core/styles/PasswordInput.layer.css'
import '@mantine/core/styles/Switch.layer.css'
import { mailTlsModes } from '@muster/contract'
import { Card } from '../../ui/Card.tsx'
import { portFor, type MailDraft, type MailField } from './mail.form.ts'
import classes from './Mail.module.css'

type FieldsProps = {
  draft: MailDraft
  set: (change: Partial<MailDraft>) => void
  disabled: boolean
  refused: ReadonlySet<string>
  anyTarget: boolean
  /** Whether a password is saved. */
  keeps: boolean
}

const typed = { autoCapitalize: 'none', spellCheck: false, autoComplete: 'off' } as const

function useFieldError(refused: ReadonlySet<string>, anyTarget: boolean) {
  const { t } = useTranslation()
  return (field: MailField) => refused.has(field) && t(`mailServer.field.${field === 'port' && anyTarget ? 'anyPort' : field}`)
}

/** Where the server is, and who signs in there. */
export function MailServerFields({ draft, set, disabled, refused, anyTarget, keeps }: FieldsProps) {
  const { t } = useTranslation()
  const errorOf = useFieldError(refused, anyTarget)
  return (
    <Card id="mail-own" title={t('mailServer.own')}>
      <div className={classes.fields}>
        <TextInput
          label={t('mailServer.host')}
          description={anyTarget ? undefined : t('mailServer.hostNote')}
          placeholder="smtp.example.com"
          value={draft.host}
          disabled={disabled}
          error={errorOf('host')}
          onChange={({ currentTarget }) => set({ host: currentTarget.value })}
          {...typed}
        />
        <div className={classes.pair}>
          <Select
            label={t('mailServer.tls')}
            data={mailTlsModes.map((value) => ({ value, label: t(`mailServer.tlsMode.${value}`) }))}
            value={draft.tls}
            disabled={disabled}
            allowDeselect={false}
            error={errorOf('tls')}
            onChange={(value) => {
              const tls = mailTlsModes.find((one) => one === value)
              if (tls) set({ tls, port: portFor(tls, draft.port) })
            }}
          />
          <NumberInput
            label={t('mailServer.port')}
            value={draft.port}
            min={1}
            max={65_535}
            allowDecimal={false}
            allowNegative={false}
            hideControls
            disabled={disabled}
            error={errorOf('port')}
            onChange={(port) => set({ port: typeof port === 'number' ? port : '' })}
          />
        </div>
        <Switch
          label={t('mailServer.signsIn')}
          description={t('mailServer.signsInNote')}
          checked={draft.signsIn}
          disabled={disabled}
          onChange={({ currentTarget }) => set({ signsIn: currentTarget.checked })}
        />
        {draft.signsIn && (
          <div className={classes.pair}>
            <TextInput
              label={t('mailServer.user')}
              maxLength={200}
              value={draft.user}
              disabled={disabled}
              error={errorOf('user')}
              onChange={({ currentTarget }) => set({ user: currentTarget.value })}
              {...typed}
            />
            <PasswordInput
              label={t('mailServer.password')}
              description={keeps ? t('mailServer.passwordKept') : undefined}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              maxLength={200}
              value={draft.password}
              disabled={disabled}
              error={errorOf('password')}
              onChange={({ currentTarget }) => set({ password: currentTarget.value })}
              autoComplete="new-password"
            />
          </div>
        )}
      </div>
    </Card>
  )
}

/** Whom the mails are from, and how many the server takes. */
export function MailSender({ draft, set, disabled, refused, anyTarget }: FieldsProps) {
  const { t } = useTranslation()
  const errorOf = useFieldError(refused, anyTarget)
  return (
    <Card id="mail-sender" title={t('mailServer.sender')}>
      <div className={classes.fields}>
        <div className={classes.pair}>
          <TextInput
            label={t('mailServer.fromName')}
            maxLength={100}
            value={draft.fromName}
            disabled={disabled}
            error={errorOf('fromName')}
            onChange={({ currentTarget }) => set({ fromName: currentTarget.value })}
          />
          <TextInput
            label={t('mailServer.fromAddress')}
            description={t('mailServer.fromAddressNote')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            type="email"
            maxLength={254}
            value={draft.fromAddress}
            disabled={disabled}
            error={errorOf('fromAddress')}
            onChange={({ currentTarget }) => set({ fromAddress: currentTarget.value })}
            {...typed}
          />
        </div>
        <NumberInput
          className={classes.short}
          label={t('mailServer.perMinute')}
          description={t('mailServer.perMinuteNote')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={draft.perMinute}
          min={1}
          max={60_000}
          allowDecimal={false}
          allowNegative={false}
          hideControls
          disabled={disabled}
          error={errorOf('perMinute')}
          onChange={(perMinute) => set({ perMinute: typeof perMinute === 'number' ? perMinute : '' })}
        />
      </div>
    </Card>
  )
}
