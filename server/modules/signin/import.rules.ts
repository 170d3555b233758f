import { emailShape, loginShape, nameShape, localeShape, phoneShape, profileShape, type RegistrationInput } from '@muster/contract'

/** The columns of an import file, in order; the first two are required. Headers are matched without case and space. */
export const importColumns = [
  'name',
  'id',
  'personalEmail',
  'employeeNumber',
  'nickname',
  'phonetic',
  'team',
  'workplace',
  'duty',
  'mobile',
  'language',
] as const
export type ImportColumn = (typeof importColumns)[number]
export type ImportRow = Partial<Record<ImportColumn, string>>
export type RowIssue = { row: number; field: ImportColumn | ''; message: string }

const { employeeNumber, nickname, phonetic, workplace, duty } = profileShape.shape
/** What a cell must be; a team is looked up instead. In the order in which problems of a row are named. */
const shapes = {
  name: nameShape,
  id: loginShape,
  personalEmail: emailShape,
  language: localeShape,
  employeeNumber,
  nickname,
  phonetic,
  workplace,
  duty,
  mobile: phoneShape.shape.number,
} as const
const shaped = Object.keys(shapes) as (keyof typeof shapes)[]
const plain = (value: string) =>
  value
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '')

/** Turns a table into rows by its header line. Row numbers are those of the file: the first after the header is 2. */
export function readTable(table: string[][]): { rows: { row: number; values: ImportRow }[]; issues: RowIssue[] } {
  const [header = [], ...body] = table
  const columns = header.map((name) => importColumns.find((c) => plain(c) === plain(name)))
  const issues: RowIssue[] = []
  for (const required of ['name', 'id'] as const)
    if (!columns.includes(required)) issues.push({ row: 1, field: required, message: `a column "${required}" is required` })
  for (const [i, name] of header.entries())
    if (name.trim() && !columns[i]) issues.push({ row: 1, field: '', message: `unknown column "${name.trim()}"` })
  const rows = body.flatMap((cells, i) => {
    const values: ImportRow = {}
    for (const [c, column] of columns.entries()) if (column && cells[c]?.trim()) values[column] = cells[c].trim()
    return Object.keys(values).length > 0 ? [{ row: i + 2, values }] : []
  })
  return { rows, issues }
}

/** MB-19: every problem of every row: missing and malformed values, and IDs that stand twice in the file. */
export function issuesOf(rows: { row: number; values: ImportRow }[], needsMail: boolean): RowIssue[] {
  const issues: RowIssue[] = []
  const seen = new Map<string, number>()
  for (const { row, values } of rows) {
    for (const field of shaped) {
      const value = values[field]
      const required = field === 'name' || field === 'id' || (field === 'personalEmail' && needsMail)
      if (value === undefined && required) issues.push({ row, field, message: 'required' })
      if (value === undefined) continue
      const parsed = shapes[field].safeParse(value)
      if (!parsed.success) issues.push({ row, field, message: parsed.error.issues[0]?.message ?? 'not valid' })
    }
    const id = values.id?.toLowerCase()
    const before = id === undefined ? undefined : seen.get(id)
    if (before !== undefined) issues.push({ row, field: 'id', message: `the same ID as in row ${before}` })
    else if (id !== undefined) seen.set(id, row)
  }
  return issues
}

/** A checked row as a registration. */
export function toInput(
  values: ImportRow,
  given: { passwordOption: 'automatic' | 'link'; mailPassword: boolean; teamId: string | null },
): RegistrationInput {
  return {
    name: values.name ?? '',
    login: (values.id ?? '').toLowerCase(),
    ...(values.language ? { locale: localeShape.parse(values.language) } : {}),
    personalEmail: values.personalEmail ?? null,
    teamId: given.teamId,
    isLeader: false,
    passwordOption: given.passwordOption,
    mailPassword: given.passwordOption === 'automatic' && given.mailPassword,
    profile: {
      employeeNumber: values.employeeNumber ?? null,
      nickname: values.nickname ?? null,
      phonetic: values.phonetic ?? null,
      workplace: values.workplace ?? null,
      duty: values.duty ?? null,
      phones: values.mobile ? [{ kind: 'mobile', number: values.mobile }] : [],
    },
  }
}
