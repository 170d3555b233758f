import type { ImportIssue, ImportIssueCode } from '@muster/contract'

/** RE-2: which text under `register.issue` says a problem of an import file. */
const texts = {
  unreadable: 'unreadable',
  not_utf8: 'notUtf8',
  empty: 'empty',
  too_many: 'tooMany',
  no_column: 'noColumn',
  unknown_column: 'unknownColumn',
  required: 'required',
  too_long: 'tooLong',
  not_one_line: 'line',
  not_a_login: 'login',
  not_an_email: 'email',
  not_a_phone: 'phone',
  not_a_language: 'language',
  twice: 'twice',
  taken: 'taken',
  no_team: 'noTeam',
  many_teams: 'manyTeams',
  no_level: 'noLevel',
  no_position: 'noPosition',
  no_user_type: 'noUserType',
  position_without_team: 'positionTeam',
  not_needed: 'notNeeded',
  password_length: 'passwordLength',
  password_kinds: 'passwordKinds',
  password_breached: 'passwordKnown',
  password_personal: 'passwordPersonal',
} as const satisfies Record<ImportIssueCode, string>

const isIssue = (issue: unknown): issue is ImportIssue =>
  typeof issue === 'object' && issue !== null && 'code' in issue && typeof issue.code === 'string' && issue.code in texts

/** What `import_invalid` names; empty for another refusal. */
export function importIssues(details: unknown): ImportIssue[] {
  return typeof details === 'object' && details !== null && 'issues' in details && Array.isArray(details.issues)
    ? details.issues.filter(isIssue)
    : []
}

/** The key of the text that says what is wrong. */
export function importIssueText({ code }: ImportIssue): `register.issue.${(typeof texts)[ImportIssueCode]}` {
  return `register.issue.${texts[code]}`
}
