import { useMemo, useRef, type ClipboardEvent } from 'react'
import { IconPlus, IconX } from '@tabler/icons-react'
import { ActionIcon, Button, MultiSelect, TextInput } from '@mantine/core'
import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/Pill.layer.css'
import '@mantine/core/styles/PillsInput.layer.css'
import { useTranslation } from 'react-i18next'
import { countryCodes, networkLimits, type RangeProblem } from '@muster/contract'
import { useLocale } from '../../lib/locale.ts'
import { Card } from '../../ui/Card.tsx'
import { lineOf, type NetworkDraft } from './network.form.ts'
import classes from './Network.module.css'

type AllowedProps = {
  draft: NetworkDraft
  disabled: boolean
  set: (change: Partial<NetworkDraft>) => void
  /** The reader's own address. */
  ip: string | null
  problems: ReadonlyMap<number, RangeProblem>
}

/** What is let in: address ranges, each on a line of its own with what is wrong with it, and countries by their names. */
export function NetworkAllowed(props: AllowedProps) {
  const { t } = useTranslation()
  return (
    <Card id="network-allowed" title={t('network.allowed')}>
      <p className={classes.note}>{t('network.allowedNote')}</p>
      <Ranges {...props} />
      <Countries {...props} />
    </Card>
  )
}

function Ranges({ draft, disabled, set, ip, problems }: AllowedProps) {
  const { t } = useTranslation()
  const list = useRef<HTMLDivElement>(null)
  const { lines } = draft
  const isFull = lines.length >= networkLimits.ranges
  const add = (text: string) => set({ lines: [...lines, lineOf(text)] })
  /** An empty line at a place, ready to be typed in. */
  const open = (at: number) => {
    if (isFull) return
    set({ lines: [...lines.slice(0, at), lineOf(''), ...lines.slice(at)] })
    setTimeout(() => list.current?.querySelectorAll('input')[at]?.focus())
  }
  /** Several lines at once, as they stand in somebody's list. */
  const paste = (event: ClipboardEvent, index: number) => {
    const texts = event.clipboardData
      .getData('text')
      .split(/[\s,;]+/)
      .filter(Boolean)
    if (texts.length < 2) return
    event.preventDefault()
    const kept = lines[index]?.text.trim() === '' ? [...lines.slice(0, index), ...lines.slice(index + 1)] : lines
    set({ lines: [...kept.slice(0, index), ...texts.map(lineOf), ...kept.slice(index)].slice(0, networkLimits.ranges) })
  }
  const change = (key: number, text: string) => set({ lines: lines.map((line) => (line.key === key ? { key, text } : line)) })
  const isListed = ip !== null && lines.some(({ text }) => text.trim() === ip)
  return (
    <div className={classes.ranges} ref={list} role="group" aria-labelledby="network-ranges">
      <h3 id="network-ranges" className={classes.label}>
        {t('network.ranges')}
      </h3>
      <p className={classes.note}>{t('network.rangesNote')}</p>
      {lines.length > 0 && (
        <ol className={classes.lines}>
          {lines.map(({ key, text }, index) => {
            const found = problems.get(key)
            return (
              <li key={key}>
                <TextInput
                  aria-label={t('network.line', { number: index + 1 })}
                  value={text}
                  disabled={disabled}
                  maxLength={64}
                  spellCheck={false}
                  autoComplete="off"
                  placeholder="203.0.113.0/24"
                  error={found && t(`network.rangeProblem.${found}`)}
                  onChange={({ currentTarget }) => change(key, currentTarget.value)}
                  onPaste={(event) => paste(event, index)}
                  onKeyDown={({ key: pressed, nativeEvent }) => pressed === 'Enter' && !nativeEvent.isComposing && open(index + 1)}
                />
                {!disabled && (
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size={36}
                    aria-label={t('network.removeLine', { number: index + 1 })}
                    onClick={() => set({ lines: lines.filter((line) => line.key !== key) })}
                  >
                    <IconX size={18} stroke={1.75} />
                  </ActionIcon>
                )}
              </li>
            )
          })}
        </ol>
      )}
      {lines.length === 0 && disabled && <p className={classes.none}>{t('network.none')}</p>}
      {!disabled && (
        <div className={classes.tools}>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
            disabled={isFull}
            onClick={() => open(lines.length)}
          >
            {t('network.addRange')}
          </Button>
          {ip !== null && !isListed && (
            <Button variant="default" size="xs" disabled={isFull} onClick={() => add(ip)}>
              {t('network.addOwn', { ip })}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

function Countries({ draft, disabled, set }: AllowedProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const data = useMemo(() => {
    const names = new Intl.DisplayNames(locale, { type: 'region' })
    const order = new Intl.Collator(locale)
    return countryCodes.map((value) => ({ value, label: names.of(value) ?? value })).toSorted((a, b) => order.compare(a.label, b.label))
  }, [locale])
  return (
    <MultiSelect
      label={t('network.countries')}
      description={t('network.countriesNote')}
      placeholder={draft.countries.length === 0 ? t('network.countriesPick') : ''}
      searchable
      clearable
      hidePickedOptions
      disabled={disabled}
      data={data}
      value={[...draft.countries]}
      onChange={(countries) => set({ countries: countries.toSorted() })}
      nothingFoundMessage={t('pick.nothing')}
      clearButtonProps={{ 'aria-label': t('pick.clear') }}
    />
  )
}
