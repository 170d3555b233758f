import { positionalsOf, type Endpoint } from './endpoints.ts'
import { choicesAt, type Field } from './fields.ts'

const id = '01997b1c-8a52-7c11-b0d4-3f5f6a7b8c9d'

/** What stands in examples for what every company has of its own. */
const texts: Readonly<Record<string, string>> = {
  name: 'Nightly',
  login: 'minji',
  zone: 'Asia/Seoul',
  domain: 'hanbit.example',
  url: 'https://told.example/events',
  host: 'smtp.hanbit.example',
  number: '+82 10-1234-5678',
  code: '123456',
  to: '2026-06-30',
  from: '2026-06-01',
  user: 'minji',
  q: 'minji',
  reason: 'Lost',
  deviceName: 'Pixel 10',
  format: 'csv',
  endpoint: 'https://push.example/x',
  kind: 'line',
}

/** Examples that say more than what an endpoint needs at least. */
const chosen: Readonly<Record<string, string>> = {
  'members list': '--state suspended --json',
  'members count': '--state pending_expired',
  'audit list': '--action member. --from 2026-06-01 --all --csv --output audit.csv',
  'activity active-users': '--active 3m',
  'activity active-users-file': '--section active --period 1y --output active-users.xlsx',
  'devices list': '--tab mobile --app-version 3.9 --all',
  'installation members': '--mobile not_installed --json',
  'exports members': '--state suspended --columns login,state',
  'tokens create': '--name Nightly --permissions.members view --days 90',
  'administration appoint': `${id} --role operations_admin`,
  'account set-leave': `${id} --from 2026-07-01T00:00:00Z --until 2026-07-15T00:00:00Z`,
  'account update': `${id} --revision 1 --nickname Minji`,
  'account transfer': `${id} --to ${id} --login minji`,
  'administration create-role': '--name Auditor --permissions.audit view --sees-names true',
  'administration update-role': `${id} --name Auditor --permissions.audit view --sees-names true`,
  'apps create': '--kind web --name Wiki --redirect-uris https://wiki.example/callback --scopes profile,email',
  'apps update': `${id} --revision 1 --kind service --name Backup --scopes storage`,
  'devices save-search': '--name Outdated --tab mobile --app-version 3.9',
  'network preview': '--ranges 203.0.113.0/24 --countries KR,JP --exempt none',
  'network update': '--revision 1 --enforced true --ranges 203.0.113.0/24 --countries KR,JP --exempt none',
  'notices allow-push': '--file request.json',
  'own-profile update': '--revision 1 --nickname Minji',
  'settings update': '--revision 1 --name Hanbit',
  'account bulk': `--action suspend --members ${id}`,
  'guides send': '--everyone true',
  'guides count': '--everyone true',
}

/** RE-1: an example of a command, as it is typed: what it needs at least, or what is wanted most often. */
export function exampleOf(endpoint: Endpoint, fields: readonly Field[]): string {
  const own = chosen[endpoint.words.join(' ')]
  if (own !== undefined) return ['muster', ...endpoint.words, own].join(' ')
  const positionals = positionalsOf(endpoint).map((name) => choicesAt(endpoint, name)?.[0] ?? texts[name] ?? id)
  const needed = fields.filter((field) => field.required)
  // More than can be read in one line is better written down.
  const isLong = needed.length > 5 || needed.some(({ kind }) => kind === 'json')
  const flags = isLong ? ['--file request.json'] : needed.map((field) => `--${field.flag} ${quoted(sampleOf(field))}`)
  const output = endpoint.isFile ? ['--output file'] : []
  return ['muster', ...endpoint.words, ...positionals, ...flags, ...output].join(' ')
}

function sampleOf(field: Field): string {
  if (field.secret) return '-'
  const [first] = field.choices ?? []
  if (first !== undefined) return first
  if (field.kind === 'number') return '1'
  if (field.kind === 'boolean') return 'true'
  if (field.kind === 'bytes') return field.path.at(-1) === 'data' ? 'photo.png' : 'members.csv'
  return texts[field.path.at(-1) ?? ''] ?? id
}

const quoted = (text: string) => (/^[\w.:/@+,-]+$/.test(text) ? text : `'${text}'`)
