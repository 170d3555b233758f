import { useRef, useState, type DragEvent } from 'react'
import { IconDownload, IconFileSpreadsheet } from '@tabler/icons-react'
import { Button, Checkbox, Radio } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Checkbox.layer.css'
import '@mantine/core/styles/Radio.layer.css'
import { maxImportRows, passwordOptions, type PasswordOption } from '@muster/contract'
import { serverPaths } from '../../paths.ts'
import { useMailServer } from '../../lib/me.ts'
import { FormProblem } from '../../ui/FormProblem.tsx'
import forms from '../../lib/MemberForms.module.css'
import classes from './ImportFile.module.css'

export type ChosenFile = {
  /** Null: none chosen yet. */
  name: string | null
  format: 'csv' | 'xlsx'
  /** Base64. */
  file: string
  passwordOption: PasswordOption
  mailPassword: boolean
}
const maxBytes = 180_000

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

type FileProps = { company: string; chosen: ChosenFile; onChoose: (change: Partial<ChosenFile>) => void }

/** Which file, by dropping it or choosing it, and how its members get their first password. */
export function ImportFile({ company, chosen, onChoose }: FileProps) {
  const { t } = useTranslation()
  const mailServer = useMailServer()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const take = async (file: File | undefined) => {
    if (!file) return
    const format = /\.(csv|xlsx)$/i.exec(file.name)?.[1]?.toLowerCase()
    if (format !== 'csv' && format !== 'xlsx') return setProblem(t('register.file.wrongKind'))
    if (file.size === 0) return setProblem(t('register.file.empty'))
    if (file.size > maxBytes) return setProblem(t('register.file.tooLarge'))
    setProblem(null)
    onChoose({ name: file.name, format, file: await base64Of(file) })
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  return (
    <>
      <div
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <IconFileSpreadsheet size={28} stroke={1.5} aria-hidden />
        <p className={classes.text} role="status">
          {chosen.name ?? t('register.file.drop', { max: maxImportRows })}
        </p>
        <input
          ref={input}
          type="file"
          accept=".csv,.xlsx"
          hidden
          aria-label={t('register.file.choose')}
          onChange={({ currentTarget }) => {
            void take(currentTarget.files?.[0])
            currentTarget.value = ''
          }}
        />
        <div className={classes.tools}>
          <Button variant="default" onClick={() => input.current?.click()} data-autofocus>
            {chosen.name ? t('register.file.other') : t('register.file.choose')}
          </Button>
          <Button
            component="a"
            href={serverPaths.importTemplate(company)}
            download
            variant="subtle"
            leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
          >
            {t('register.file.template')}
          </Button>
        </div>
      </div>
      <FormProblem text={problem} />
      <Radio.Group
        label={t('register.password')}
        value={chosen.passwordOption}
        onChange={(value) => onChoose({ passwordOption: passwordOptions.find((option) => option === value) ?? 'automatic' })}
      >
        <div className={forms.options}>
          {passwordOptions.map((option) => (
            <Radio
              key={option}
              value={option}
              label={t(`register.option.${option}`)}
              description={`${t(option === 'admin' ? 'register.file.adminNote' : `register.optionNote.${option}`)}${option === 'link' && !mailServer ? ` · ${t('mail.none')}` : ''}`}
            />
          ))}
        </div>
      </Radio.Group>
      {chosen.passwordOption !== 'link' && (
        <Checkbox
          label={t('register.mail')}
          disabled={!mailServer}
          description={t(mailServer ? 'register.file.mailNote' : 'mail.none')}
          checked={chosen.mailPassword}
          onChange={({ currentTarget }) => onChoose({ mailPassword: currentTarget.checked })}
        />
      )}
    </>
  )
}
