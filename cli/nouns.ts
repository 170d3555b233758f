/** RE-1: what stands under each noun, for the overview. A test holds that none is missing. */
export const nouns: Readonly<Record<string, string>> = {
  account: 'One member: look, change, suspend, put on leave, transfer, delete',
  activity: 'Active users, and the activity of a member',
  administration: 'Administrators, custom roles, handing on the Super Admin’s role',
  apps: 'Apps that the company registers, and those that one has allowed',
  audit: 'The audit log',
  company: 'Who is signed in, the company’s time zone, setting up the first company',
  connections: 'Where members are signed in; logging out',
  devices: 'Devices and their apps, saved searches, newest versions',
  'easy-login': 'Signing in by mobile number or LINE',
  guides: 'Install guides: send them, and see what became of them',
  home: 'What needs an administrator today',
  mail: 'The mail server, and mails that did not arrive',
  mdm: 'How the company manages its devices',
  exports: 'Lists as CSV files, made in the background',
  installation: 'Which members have the apps',
  members: 'Members as a list; one of them: account',
  network: 'From where members may use the suite',
  notices: 'One’s own service notifications',
  operations: 'Deleting app data and resetting devices from afar',
  'own-profile': 'One’s own profile and photo',
  passkeys: 'One’s own passkeys',
  permissions: 'Service permissions, and who has which',
  registration: 'Registering members, invitations, first and new passwords',
  security: 'Rules of signing in, and the security of a member',
  self: 'One’s own password and 2-step verification',
  settings: 'The company’s settings and domains',
  storage: 'Storage, by kind and by member',
  organization: 'Teams, and who is in them',
  titles: 'Levels, positions, user types and custom fields',
  levels: 'Levels, in order',
  positions: 'Positions, in order',
  'user-types': 'User types, in order',
  'custom-fields': 'Custom fields of profiles, in order',
  tokens: 'API tokens: one’s own, and those of the company',
  webhooks: 'Endpoints that are told of events, and their deliveries',
}

/** Where something is found that is looked for under a noun in vain. */
const elsewhere: Readonly<Record<string, string>> = {
  members: 'One member: `muster account get <member>`. ',
}

/** RE-1: what is said of a verb that a noun does not have. `words`: of the noun. */
export function whereElse(words: readonly string[]): string {
  return `${elsewhere[words.join(' ')] ?? ''}What there is: \`${['muster', ...words, '--help'].join(' ')}\`.\n`
}

/** By which command the ids of a field or of a thing in the path are found, by its name. */
const sources: Readonly<Record<string, readonly [thing: string, command: string]>> = {
  team: ['a team', 'organization teams'],
  teamId: ['a team', 'organization teams'],
  parentId: ['a team', 'organization teams'],
  level: ['a level', 'titles levels list'],
  levelId: ['a level', 'titles levels list'],
  userType: ['a user type', 'titles user-types list'],
  userTypeId: ['a user type', 'titles user-types list'],
  permissionId: ['a service permission', 'permissions list'],
  permission: ['a service permission', 'permissions list'],
  role: ['a custom role', 'administration roles'],
  roleId: ['a custom role', 'administration roles'],
  member: ['a member', 'members list'],
  members: ['a member', 'members list'],
  exempt: ['a member', 'members list'],
  actor: ['a member', 'members list'],
}

/** RE-1: that an id is wanted, and where it stands; undefined: of what it is, its own description says. */
export function idNote(name: string): string | undefined {
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined
  return source && `ID of ${source[0]} (muster ${source[1]})`
}
