import { parse } from 'csv-parse/sync'
import readExcelFile from 'read-excel-file/node'
import { findTakenLogins, findTeamsByName } from '#modules/members'
import { maxImportRows } from '@muster/contract'
import type { Scope } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { CredentialDeps } from './credential.service.ts'
import { importColumns, issuesOf, readTable, toInput, type RowIssue } from './import.rules.ts'
import { register, requireLinkAllowed, type Registered } from './registration.service.ts'

export type ImportFile = {
  companyId: string
  format: 'csv' | 'xlsx'
  bytes: Buffer
  passwordOption: 'automatic' | 'link'
  mailPassword: boolean
  dryRun: boolean
}

const invalid = (issues: RowIssue[]) => new AppError('import_invalid', { issues })

/** The file to fill in: the header line, with a byte order mark so that a spreadsheet shows every script. */
export function importTemplate(): string {
  return `\uFEFF${importColumns.join(',')}\r\n`
}

async function readCells(file: Pick<ImportFile, 'format' | 'bytes'>): Promise<string[][]> {
  try {
    if (file.format === 'csv')
      return parse(file.bytes, { bom: true, relax_column_count: true, skip_empty_lines: false, max_record_size: 20_000 })
    const [sheet] = await readExcelFile(file.bytes)
    return (sheet?.data ?? []).map((cells) =>
      cells.map((cell) => (cell instanceof Date ? cell.toISOString().slice(0, 10) : cell === null ? '' : String(cell))),
    )
  } catch {
    throw invalid([{ row: 0, field: '', message: `not a readable ${file.format.toUpperCase()} file` }])
  }
}

/**
 * MB-19: registers the members of a file, up to 100. The file is validated whole; when any row is wrong every problem is named with
 * its row and nothing is registered. `dryRun` only looks.
 * @throws import_invalid, link_not_allowed
 */
export async function importMembers(
  scope: Scope,
  deps: CredentialDeps,
  file: ImportFile,
): Promise<(Omit<Registered, 'id'> & { id: string | null })[]> {
  const { companyId, passwordOption, mailPassword } = file
  const { rows, issues } = readTable(await readCells(file))
  if (rows.length === 0 && issues.length === 0) throw invalid([{ row: 0, field: '', message: 'no members in the file' }])
  if (rows.length > maxImportRows)
    throw invalid([{ row: 0, field: '', message: `at most ${maxImportRows} members; the file has ${rows.length}` }])
  issues.push(...issuesOf(rows, passwordOption === 'link' || mailPassword))
  const teams = await scope.transaction(async (ctx) => {
    await requireLinkAllowed(ctx, companyId, [passwordOption])
    const taken = await findTakenLogins(
      ctx,
      companyId,
      rows.flatMap(({ values }) => values.id?.toLowerCase() ?? []),
    )
    for (const { row, values } of rows)
      if (values.id && taken.has(values.id.toLowerCase())) issues.push({ row, field: 'id', message: `${values.id} is already in use` })
    return findTeamsByName(
      ctx,
      companyId,
      rows.flatMap(({ values }) => values.team ?? []),
    )
  })
  for (const { row, values } of rows) {
    const found = values.team === undefined ? 1 : (teams.get(values.team)?.length ?? 0)
    if (found !== 1)
      issues.push({ row, field: 'team', message: found === 0 ? `no team "${values.team}"` : `${found} teams are called "${values.team}"` })
  }
  if (issues.length > 0) throw invalid(issues.toSorted((a, b) => a.row - b.row))
  const inputs = rows.map(({ values }) =>
    toInput(values, { passwordOption, mailPassword, teamId: values.team ? (teams.get(values.team)?.[0] ?? null) : null }),
  )
  if (file.dryRun) return inputs.map((i) => ({ id: null, name: i.name, login: i.login, password: null }))
  return register(scope, deps, companyId, inputs)
}
