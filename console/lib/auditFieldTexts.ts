import { useTranslation } from 'react-i18next'
import type { AuditEvent } from '@muster/contract'
import { placeName } from './connectionTexts.ts'
import { formatDate, formatMoment } from './days.ts'
import { isLocale, languageNames, useLocale } from './locale.ts'
import type { AdministeredCompany } from './me.ts'
import { useActionText } from './auditActionText.ts'
import { useThingNames } from './auditThingNames.ts'

/** Fields whose values are words of ours, and where these have their texts. */
const words: Record<string, string> = {
  state: 'member.state',
  role: 'role',
  surfaces: 'member.surface',
  list: 'files.list',
  tab: 'member.surface',
  app: 'member.surface',
  deviceApp: 'member.surface',
  registeredBy: 'member.registeredBy',
  kind: 'member.phone',
  columns: 'members.column',
  lastUse: 'members.lastUse',
  expiring: 'audit.value',
  onLeave: 'audit.value',
  blocked: 'audit.value',
  subteams: 'audit.value',
  core: 'settings.plan',
  twoStep: 'security.twoStepPolicy',
  ownFields: 'member.field',
  reason: 'audit.word.reason',
  mdm: 'audit.word.mdm',
  operation: 'operation.kind',
  mailTls: 'mailServer.tlsMode',
  mailProblem: 'mailServer.problem',
  operationCause: 'operation.cause',
  delivered: 'audit.word.delivered',
  appKind: 'apps.kind',
  scopes: 'account.apps.scope',
  webhookKind: 'integrations.kind',
  types: 'integrations.event',
  event: 'integrations.event',
  losses: 'member.transfer.loss',
}
/** Fields that hold a day of the company, or an instant. */
const times = new Set(['from', 'until', 'to', 'effectiveAt', 'expiresAt', 'birthday', 'hiredOn'])

/**
 * P-4, RE-2: what an event's fields and values say in the reader's language: words of ours, yes and no, times on the company's clock, names in
 * place of ids. What this console does not know yet, from a newer server, shows as it is.
 */
export function useFieldTexts(company: AdministeredCompany, event: AuditEvent) {
  const { t } = useTranslation()
  const locale = useLocale()
  const actionText = useActionText()
  const names = useThingNames(company, event)
  // One key per field and word; a test holds that each field is there in every language.
  const textAt = (key: string, unknown: string) => t(key as 'audit.key.name', { defaultValue: unknown })

  /** `within`: the field that it stands inside of. */
  const fieldText = (field: string, within = ''): string => {
    if (within === 'permissions') return textAt(`administrators.menu.${field}`, field)
    if ((within === 'names' || within === 'texts') && isLocale(field)) return languageNames[field]
    return (within === 'custom' && names.get(field)) || textAt(`audit.key.${field}`, field)
  }

  const wordText = (word: string, field: string, within: string): string => {
    if (times.has(field)) return word.includes('T') ? formatMoment(word, company.zone, locale) : formatDate(word, locale)
    if ((field === 'locale' || field === 'languages') && isLocale(word)) return languageNames[word]
    if (field === 'countries') return placeName({ kind: 'country', country: word, city: null }, locale)
    if (field === 'action') return actionText(word)
    if (field === 'actor' && word === 'system') return t('audit.system')
    if (within === 'permissions') return textAt(`administrators.roles.${word}`, word)
    return words[field] ? textAt(`${words[field]}.${word}`, word) : (names.get(word) ?? word)
  }

  const valueText = (value: unknown, field: string, within = ''): string => {
    if (value === null || value === undefined || value === '') return t('audit.value.empty')
    if (typeof value === 'boolean') return t(`audit.value.${value}`)
    if (typeof value === 'string') return wordText(value, field, within)
    if (typeof value !== 'object') return String(value)
    const parts = Array.isArray(value)
      ? value.map((one: unknown) => valueText(one, field, within))
      : Object.entries(value).map(([key, one]) => `${fieldText(key, field)}: ${valueText(one, key, field)}`)
    // What has parts itself stands on a line of its own.
    const isFlat = Object.values(value).every((one) => typeof one !== 'object' || one === null)
    return parts.length === 0 ? t('audit.value.empty') : parts.join(isFlat ? ', ' : '\n')
  }
  return { fieldText, valueText }
}
