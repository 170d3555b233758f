import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  affiliationInputShape,
  auditFilterShape,
  deviceApps,
  deviceFilterShape,
  guideLinks,
  locales,
  memberFilterShape,
  menus,
  operatingSystems,
  passwordPolicyShape,
  phoneShape,
  planShape,
  profileShape,
  settingsChangeShape,
} from '@muster/contract'

const root = join(import.meta.dirname, '..')
const keysOf = ({ shape }: { shape: object }) => Object.keys(shape)
const title = ['name', 'executive', 'permissionId']
const role = ['name', 'permissions', 'seesNames']
const held = ['role', 'roleId', 'teamId']
const signInPolicy = [...keysOf(passwordPolicyShape), 'twoStep', 'rememberDays', 'passkeyAlone', 'easyLine', 'easyPhone']
const team = ['name', 'description', 'private']
const newestVersions = deviceApps.flatMap((app) => operatingSystems.map((os) => `${app}_${os}`))
const mailServer = ['mailHost', 'mailPort', 'mailTls', 'mailUser', 'mailFrom', 'perMinute']
const webhook = ['name', 'url', 'types', 'audience']
const app = ['name', 'redirectUris', 'postLogoutUris', 'logoutUri', 'scopes']

/** What is no literal in `before` and `after`, by module and as it stands there: the fields that it holds. */
const written: Record<string, readonly string[]> = {
  'company ...input': ['name', 'domain', 'zone', 'plan', 'locale'],
  'company ...changes': keysOf(settingsChangeShape),
  'company fields': role,
  'company after': held,
  'company before': held,
  'company held': held,
  'company sub': held,
  'company superAdmin': held,
  'installation ...changes': ['links', 'texts'],
  'members ...to': ['parentId', 'beforeId'],
  'members after': team,
  'members before': [...team, 'primary', 'concurrent'],
  'members search': ['primary', 'concurrent'],
  'members fields': ['name', 'surfaces'],
  'members given(fields)': title,
  'members Object.fromEntries(changed)': title,
  'members Object.fromEntries(changed.map(([key]) => [key, before[key as keyof typeof before] ?? null]))': title,
  'members pick(before, changed)': keysOf(profileShape),
  'members pick(profile, changed)': keysOf(profileShape),
  'devices textsOf(before)': newestVersions,
  'devices textsOf(wanted)': newestVersions,
  'notifications before ? logged(before) : null': mailServer,
  'notifications after ? logged(after) : null': mailServer,
  'signin pick(was)': signInPolicy,
  'signin pick(is)': signInPolicy,
  'signin shown(before)': app,
  'signin shown(after)': app,
  'integrations shown(before)': webhook,
  'integrations shown(after)': webhook,
  'integrations after': ['name', 'resent', 'event'],
}
/** What stands inside of fields: of filters, teams, leave, phones, names in other languages, plan and earlier time zones. */
const inside = [
  ...[memberFilterShape, deviceFilterShape, auditFilterShape, affiliationInputShape, phoneShape, planShape].flatMap(keysOf),
  'tab',
  'kind',
  'from',
  'until',
  'zone',
  'name',
  'phonetic',
  'subject',
  'introduction',
  ...guideLinks,
]

/** The parts of a text between commas, as far as no bracket stands around them. */
function partsOf(text: string): string[] {
  const parts = ['']
  let depth = 0
  for (const char of text) {
    if ('([{'.includes(char)) depth++
    if (')]}'.includes(char)) depth--
    if (char === ',' && depth === 0) parts.push('')
    else parts.push((parts.pop() ?? '') + char)
  }
  return parts.map((part) => part.trim().replaceAll(/\s+/g, ' ')).filter(Boolean)
}

const entryOf = (part: string) => /^(?<key>\w+)(?:: (?<value>.*))?$/.exec(part)?.groups
const inBraces = (text: string) => /^\{(?<inner>.*)\}$/.exec(text)?.groups?.['inner']

type Made = { kind: 'field' | 'expression'; text: string }

/** What an event's `before` and `after` are made of: fields that are written there, and expressions. */
function madeOf(event: string): Made[] {
  return partsOf(event).flatMap((part): Made[] => {
    const inner = /\{(?<inner>.*)\}/.exec(part)?.groups?.['inner']
    if (part.startsWith('...')) return inner === undefined ? [{ kind: 'expression', text: part }] : madeOf(inner.replace(/^.*\{/, ''))
    const { key = '', value = key } = entryOf(part) ?? {}
    if (key !== 'before' && key !== 'after') return []
    const literal = inBraces(value)
    if (literal === undefined) return [{ kind: 'expression', text: value }]
    return partsOf(literal).map((field) => ({
      kind: field.startsWith('...') ? 'expression' : 'field',
      text: entryOf(field)?.['key'] ?? field,
    }))
  })
}

/** Every event that the server's sources record. */
function recorded(): { module: string; event: string }[] {
  const files = globSync('server/modules/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))
  return files.flatMap((file) => {
    const [, ...calls] = readFileSync(join(root, file), 'utf8').split(/\brecordEvent\(/)
    return calls.flatMap((call) => {
      const event = inBraces(partsOf(call.slice(0, endOf(call)))[1] ?? '')
      return event === undefined ? [] : [{ module: file.split('/')[2] ?? '', event }]
    })
  })
}

/** Where the bracket closes that a call began with. */
function endOf(call: string): number {
  let depth = 1
  return [...call].findIndex((char) => {
    if ('([{'.includes(char)) depth++
    if (')]}'.includes(char)) depth--
    return depth === 0
  })
}

const found = recorded().flatMap(({ module, event }) => madeOf(event).map((made) => ({ ...made, module })))

describe('P-4, RE-2: every field of before and after has a text', () => {
  it('P-4: what is written otherwise than field by field is known', () => {
    const expressions = found.filter(({ kind }) => kind === 'expression').map(({ module, text }) => `${module} ${text}`)
    expect([...new Set(expressions)].toSorted()).toEqual(Object.keys(written).toSorted())
  })

  it.each(locales)('RE-2: in %s, and none that is not written', (locale) => {
    const fields = new Set([
      ...found.filter(({ kind }) => kind === 'field').map(({ text }) => text),
      ...Object.values(written).flat(),
      ...inside,
    ])
    const read = (part: string): unknown => JSON.parse(readFileSync(join(root, `console/locales/${locale}/${part}.json`), 'utf8'))
    const { audit } = read('audit') as { audit: { key: Record<string, string> } }
    const { administrators } = read('settings') as { administrators: { menu: Record<string, string> } }
    expect(Object.keys(audit.key).toSorted()).toEqual([...fields].toSorted())
    expect(Object.keys(administrators.menu)).toEqual([...menus])
    for (const text of Object.values(audit.key)) expect(text.trim()).not.toBe('')
  })
})
