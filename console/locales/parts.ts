import type { Locale } from '@muster/contract'

/**
 * The console's texts in parts: a part is a file in each language and holds whole nouns (`members.…`, `register.…`). `shell` is there before
 * anything is shown; every other part comes with the pages and dialogs that name it (`later`, lib/texts.ts). A test holds that what is
 * reached in this way finds all its texts, and that no noun stands in two parts.
 */
type File<Words> = () => Promise<{ default: Words }>

/** RE-2: the three languages have the same keys, both ways; a key missing anywhere fails the type check here. */
type Same<A, B> = [A, B] extends [B, A] ? unknown : never

function part<En, Ko, Ja>(en: File<En>, ko: File<Ko> & Same<Ko, En>, ja: File<Ja> & Same<Ja, En>): Record<Locale, File<En>> {
  return { en, ko, ja } as unknown as Record<Locale, File<En>>
}

export const files = {
  shell: part(
    () => import('./en/shell.json'),
    () => import('./ko/shell.json'),
    () => import('./ja/shell.json'),
  ),
  account: part(
    () => import('./en/account.json'),
    () => import('./ko/account.json'),
    () => import('./ja/account.json'),
  ),
  audit: part(
    () => import('./en/audit.json'),
    () => import('./ko/audit.json'),
    () => import('./ja/audit.json'),
  ),
  connections: part(
    () => import('./en/connections.json'),
    () => import('./ko/connections.json'),
    () => import('./ja/connections.json'),
  ),
  devices: part(
    () => import('./en/devices.json'),
    () => import('./ko/devices.json'),
    () => import('./ja/devices.json'),
  ),
  door: part(
    () => import('./en/door.json'),
    () => import('./ko/door.json'),
    () => import('./ja/door.json'),
  ),
  files: part(
    () => import('./en/files.json'),
    () => import('./ko/files.json'),
    () => import('./ja/files.json'),
  ),
  home: part(
    () => import('./en/home.json'),
    () => import('./ko/home.json'),
    () => import('./ja/home.json'),
  ),
  installation: part(
    () => import('./en/installation.json'),
    () => import('./ko/installation.json'),
    () => import('./ja/installation.json'),
  ),
  integrations: part(
    () => import('./en/integrations.json'),
    () => import('./ko/integrations.json'),
    () => import('./ja/integrations.json'),
  ),
  guides: part(
    () => import('./en/guides.json'),
    () => import('./ko/guides.json'),
    () => import('./ja/guides.json'),
  ),
  member: part(
    () => import('./en/member.json'),
    () => import('./ko/member.json'),
    () => import('./ja/member.json'),
  ),
  memberPage: part(
    () => import('./en/memberPage.json'),
    () => import('./ko/memberPage.json'),
    () => import('./ja/memberPage.json'),
  ),
  members: part(
    () => import('./en/members.json'),
    () => import('./ko/members.json'),
    () => import('./ja/members.json'),
  ),
  notices: part(
    () => import('./en/notices.json'),
    () => import('./ko/notices.json'),
    () => import('./ja/notices.json'),
  ),
  operations: part(
    () => import('./en/operations.json'),
    () => import('./ko/operations.json'),
    () => import('./ja/operations.json'),
  ),
  organization: part(
    () => import('./en/organization.json'),
    () => import('./ko/organization.json'),
    () => import('./ja/organization.json'),
  ),
  security: part(
    () => import('./en/security.json'),
    () => import('./ko/security.json'),
    () => import('./ja/security.json'),
  ),
  settings: part(
    () => import('./en/settings.json'),
    () => import('./ko/settings.json'),
    () => import('./ja/settings.json'),
  ),
  signIn: part(
    () => import('./en/signIn.json'),
    () => import('./ko/signIn.json'),
    () => import('./ja/signIn.json'),
  ),
  storage: part(
    () => import('./en/storage.json'),
    () => import('./ko/storage.json'),
    () => import('./ja/storage.json'),
  ),
  statistics: part(
    () => import('./en/statistics.json'),
    () => import('./ko/statistics.json'),
    () => import('./ja/statistics.json'),
  ),
  tokens: part(
    () => import('./en/tokens.json'),
    () => import('./ko/tokens.json'),
    () => import('./ja/tokens.json'),
  ),
  /** The sentences of the contract's error codes, for pages that show codes; where a request fails they come by themselves (lib/api.ts). */
  errors: part(
    () => import('contract-errors:en'),
    () => import('contract-errors:ko'),
    () => import('contract-errors:ja'),
  ),
}

export type Part = keyof typeof files

type Both<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void ? All : never
/** All texts, as if in one file. */
export type Texts = Both<Awaited<ReturnType<(typeof files)[Part]['en']>>['default']>
