import { parse } from 'csv-parse/sync'
import { findActorGrant } from '#modules/company'
import { findTakenLogins, findTeamsByName, listTitles } from '#modules/members'
import { maxImportRows, type ImportIssue, type PasswordOption } from '@muster/contract'
import type { Ctx, Scope } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { isWidelyKnown } from '../../platform/knownPasswords.ts'
import { readSheet } from '../../platform/sheet.ts'
import type { CredentialDeps } from './credential.service.ts'
import {
  changedIssues,
  delimiterOf,
  importColumns,
  issueAt,
  issuesOf,
  passwordIssues,
  placeIssues,
  readTable,
  soughtIn,
  titleIssues,
  toInput,
  type ImportTitles,
  type NumberedRow,
} from './import.rules.ts'
import { findPolicy } from './policy.queries.ts'
import { passwordProblem } from './policy.rules.ts'
import { register, requireLinkAllowed, type Registered } from './registration.service.ts'

export type ImportFile = {
  companyId: string
  format: 'csv' | 'xlsx'
  bytes: Buffer
  passwordOption: PasswordOption
  mailPassword: boolean
  dryRun: boolean
}

const invalid = (issues: ImportIssue[]) => new AppError('import_invalid', { issues })

/** The file to fill in: the header line, with a byte order mark so that a spreadsheet shows every script. */
export function importTemplate(): string {
  return `\uFEFF${importColumns.join(',')}\r\n`
}

async function readCells({ format, bytes }: Pick<ImportFile, 'format' | 'bytes'>): Promise<string[][]> {
  const cells = format === 'xlsx' ? await readSheet(bytes) : readCsv(bytes)
  if (!cells) throw invalid([issueAt(0, '', 'unreadable', format.toUpperCase())])
  return cells
}

/** Other encodings, such as the one that Excel calls just CSV, would turn names into garbage: refused. @throws import_invalid */
function readCsv(bytes: Buffer): string[][] | undefined {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalid([issueAt(0, '', 'not_utf8')])
  }
  try {
    return parse(text, { delimiter: delimiterOf(text), relax_column_count: true, skip_empty_lines: false, max_record_size: 20_000 })
  } catch {
    return undefined
  }
}

/** The rows of a file, with what can be told of them without the directory. @throws import_invalid where there is nothing to look up */
async function readRows(file: ImportFile): Promise<{ rows: NumberedRow[]; issues: ImportIssue[] }> {
  const table = readTable(await readCells(file))
  if (table.rows.length === 0 && table.issues.length === 0) throw invalid([issueAt(0, '', 'empty')])
  if (table.rows.length > maxImportRows) throw invalid([issueAt(0, '', 'too_many', table.rows.length)])
  return table
}

/**
 * MB-19: registers the members of a file, up to 100. The file is validated whole; when any row is wrong every problem is named with
 * its row and nothing is registered. `dryRun` only looks. P-2: a role limited to a team names one of its subtree in each row; a team
 * outside is as unknown as one that is not there.
 * @throws import_invalid, link_not_allowed
 */
export async function importMembers(
  scope: Scope,
  deps: CredentialDeps,
  file: ImportFile,
): Promise<(Omit<Registered, 'id'> & { id: string | null })[]> {
  const { companyId, passwordOption, mailPassword } = file
  const { rows, issues } = await readRows(file)
  const known = await scope.transaction(async (ctx) => {
    await requireLinkAllowed(ctx, companyId, [passwordOption])
    return {
      limited: (await findActorGrant(ctx, companyId))?.team != null,
      taken: await findTakenLogins(ctx, companyId, soughtIn(rows, 'id')),
      teams: await findTeamsByName(ctx, companyId, soughtIn(rows, 'team')),
      titles: await findTitlesByName(ctx, companyId),
      policy: (await findPolicy(ctx, companyId)).password,
    }
  })
  const needs = { mail: passwordOption === 'link' || mailPassword, team: known.limited, password: passwordOption === 'admin' }
  const problemOf = (password: string, login: string) => passwordProblem(known.policy, password, [login], isWidelyKnown)
  issues.push(...issuesOf(rows, needs), ...placeIssues(rows, known), ...titleIssues(rows, known.titles))
  if (needs.password) issues.push(...passwordIssues(rows, problemOf))
  if (issues.length > 0) throw invalid(issues.toSorted((a, b) => a.row - b.row))
  const inputs = rows.map(({ values }) =>
    toInput(values, {
      passwordOption,
      mailPassword,
      teamId: values.team ? (known.teams.get(values.team)?.[0] ?? null) : null,
      titles: known.titles,
    }),
  )
  if (file.dryRun) return inputs.map((i) => ({ id: null, name: i.name, login: i.login, password: null }))
  return register(scope, deps, companyId, inputs).catch((err: unknown) => {
    throw asIssues(err, rows)
  })
}

/** What the company has to name: levels, positions and user types by their names, which are unique. */
async function findTitlesByName(ctx: Ctx, companyId: string): Promise<ImportTitles> {
  const named = async (kind: 'level' | 'position' | 'user_type') =>
    new Map((await listTitles(ctx, kind, companyId)).map(({ id, name }) => [name, id]))
  return { level: await named('level'), position: await named('position'), userType: await named('user_type') }
}

/** What somebody else did between the check and the registration, as issues of the rows. */
function asIssues(err: unknown, rows: NumberedRow[]): unknown {
  if (!(err instanceof AppError) || !['id_taken', 'input_invalid'].includes(err.code)) return err
  const { issues = [] } = (err.details ?? {}) as { issues?: { path: string }[] }
  const found = changedIssues(
    rows,
    issues.map((issue) => issue.path),
  )
  return found.length > 0 ? invalid(found.toSorted((a, b) => a.row - b.row)) : err
}
