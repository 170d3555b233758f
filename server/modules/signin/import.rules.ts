import {
  emailShape,
  localeShape,
  loginShape,
  maxImportRows,
  nameShape,
  phoneShape,
  profileShape,
  type ImportIssue,
  type ImportIssueCode,
  type PasswordOption,
  type PasswordProblem,
  type RegistrationInput,
} from '@muster/contract'

/** The columns of an import file, in order; the first two are required. */
export const importColumns = [
  'name',
  'id',
  'personalEmail',
  'employeeNumber',
  'nickname',
  'phonetic',
  'team',
  'position',
  'level',
  'userType',
  'workplace',
  'duty',
  'mobile',
  'language',
  'password',
] as const
export type ImportColumn = (typeof importColumns)[number]
export type ImportRow = Partial<Record<ImportColumn, string>>
export type NumberedRow = { row: number; values: ImportRow }

/** RE-2: a header may also be what the console calls the field in Korean or Japanese. Headers are matched without case and space. */
const labels: Record<ImportColumn, readonly string[]> = {
  name: ['이름', '名前', '氏名'],
  id: ['로그인 ID', 'ログインID', '아이디'],
  personalEmail: ['개인 이메일', '個人メールアドレス', '個人メール'],
  employeeNumber: ['사번', '社員番号'],
  nickname: ['닉네임', 'ニックネーム'],
  phonetic: ['이름 발음', 'ふりがな', 'フリガナ'],
  team: ['팀', 'チーム'],
  position: ['직책', '役職'],
  level: ['직급', '職級', '等級'],
  userType: ['구성원 유형', '사용자 유형', 'ユーザータイプ', 'メンバータイプ'],
  workplace: ['근무처', '勤務地'],
  duty: ['담당 업무', '担当業務'],
  mobile: ['휴대전화', '携帯', '携帯電話'],
  language: ['언어', '言語'],
  password: ['비밀번호', 'パスワード'],
}

const said: Record<ImportIssueCode, (value: string) => string> = {
  unreadable: (format) => `not a readable ${format} file`,
  not_utf8: () => 'not in UTF-8',
  empty: () => 'no members in the file',
  too_many: (count) => `at most ${maxImportRows} members; the file has ${count}`,
  no_column: (column) => `a column "${column}" is required`,
  unknown_column: (column) => `unknown column "${column}"`,
  required: () => 'required',
  too_long: (most) => `at most ${most} characters`,
  not_one_line: () => 'one line of text, without control characters',
  not_a_login: () => 'letters, digits, dot, hyphen and underscore',
  not_an_email: () => 'an e-mail address',
  not_a_phone: () => 'a phone number',
  not_a_language: () => 'en, ko or ja',
  twice: (row) => `the same ID as in row ${row}`,
  taken: (id) => `${id} is already in use`,
  no_team: (team) => `no team "${team}"`,
  many_teams: (team) => `several teams are called "${team}"`,
  no_level: (name) => `no level "${name}"`,
  no_position: (name) => `no position "${name}"`,
  no_user_type: (name) => `no user type "${name}"`,
  position_without_team: () => 'a position needs a team',
  not_needed: () => 'only with the password option admin',
  password_length: () => 'too short or too long for the company’s policy',
  password_kinds: () => 'fewer kinds of characters than the company’s policy asks for',
  password_breached: () => 'a widely known password',
  password_personal: () => 'a password that contains the ID',
}

/** A problem with its code, what it names, and the sentence that says it. */
export function issueAt(row: number, field: ImportColumn | '', code: ImportIssueCode, value?: string | number): ImportIssue {
  const named = value === undefined ? null : String(value)
  return { row, field, code, value: named, message: said[code](named ?? '') }
}

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
const wrong: Partial<Record<ImportColumn, ImportIssueCode>> = {
  id: 'not_a_login',
  personalEmail: 'not_an_email',
  language: 'not_a_language',
  mobile: 'not_a_phone',
}
const plain = (value: string) =>
  value
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '')

function columnOf(header: string): ImportColumn | undefined {
  return importColumns.find((column) => [column, ...labels[column]].some((name) => plain(name) === plain(header)))
}

/** Turns a table into rows by its header line. Row numbers are those of the file: the first after the header is 2. */
export function readTable(table: string[][]): { rows: NumberedRow[]; issues: ImportIssue[] } {
  const [header = [], ...body] = table
  const columns = header.map(columnOf)
  const issues: ImportIssue[] = []
  for (const required of ['name', 'id'] as const) if (!columns.includes(required)) issues.push(issueAt(1, required, 'no_column', required))
  for (const [i, name] of header.entries()) if (name.trim() && !columns[i]) issues.push(issueAt(1, '', 'unknown_column', name.trim()))
  const rows = body.flatMap((cells, i) => {
    const values: ImportRow = {}
    for (const [c, column] of columns.entries()) if (column && cells[c]?.trim()) values[column] = cells[c].trim()
    return Object.keys(values).length > 0 ? [{ row: i + 2, values }] : []
  })
  return { rows, issues }
}

/** MB-19: every problem of every row: missing and malformed values, and IDs that stand twice in the file. */
export function issuesOf(rows: readonly NumberedRow[], needs: { mail: boolean; team: boolean; password: boolean }): ImportIssue[] {
  const required: ImportColumn[] = [
    'name',
    'id',
    ...(needs.mail ? (['personalEmail'] as const) : []),
    ...(needs.team ? (['team'] as const) : []),
    ...(needs.password ? (['password'] as const) : []),
  ]
  const seen = new Map<string, number>()
  return rows.flatMap(({ row, values }) => {
    const missing = required.filter((field) => values[field] === undefined).map((field) => issueAt(row, field, 'required'))
    const malformed = shaped.flatMap((field) => issueOfCell(row, field, values[field]) ?? [])
    const id = values.id?.toLowerCase() ?? ''
    const before = seen.get(id)
    if (id && before === undefined) seen.set(id, row)
    return [
      ...missing,
      ...malformed,
      ...(before === undefined ? [] : [issueAt(row, 'id', 'twice', before)]),
      ...(values.position && !values.team ? [issueAt(row, 'position', 'position_without_team')] : []),
      // Taken for set when it is not, it would lock the member out.
      ...(values.password && !needs.password ? [issueAt(row, 'password', 'not_needed')] : []),
    ]
  })
}

function issueOfCell(row: number, field: keyof typeof shapes, value: string | undefined): ImportIssue | undefined {
  const problem = value === undefined ? undefined : shapes[field].safeParse(value).error?.issues[0]
  if (!problem) return undefined
  const own = wrong[field]
  if (own) return issueAt(row, field, own)
  return problem.code === 'too_big' ? issueAt(row, field, 'too_long', Number(problem.maximum)) : issueAt(row, field, 'not_one_line')
}

/** The values of a column that could stand in the directory: only these are looked up. */
export function soughtIn(rows: readonly NumberedRow[], field: 'id' | 'team'): string[] {
  const shape = field === 'id' ? loginShape : nameShape
  return rows.flatMap(({ values }) => shape.safeParse(values[field]).data ?? [])
}

/** MB-19: IDs that are in use, and teams that are not there or several by one name. P-2: `teams` are those within the actor's reach. */
export function placeIssues(
  rows: readonly NumberedRow[],
  { taken, teams }: { taken: ReadonlySet<string>; teams: ReadonlyMap<string, readonly string[]> },
): ImportIssue[] {
  return rows.flatMap(({ row, values: { id, team } }) => {
    const found = team === undefined ? 1 : (teams.get(team)?.length ?? 0)
    return [
      ...(id && taken.has(id.toLowerCase()) ? [issueAt(row, 'id', 'taken', id)] : []),
      ...(found === 1 ? [] : [issueAt(row, 'team', found === 0 ? 'no_team' : 'many_teams', team)]),
    ]
  })
}

/** What a company has to name in a file: by name, in each of its columns. */
export type ImportTitles = Record<'level' | 'position' | 'userType', ReadonlyMap<string, string>>

/** MB-19: levels, positions and user types that the company does not have. */
export function titleIssues(rows: readonly NumberedRow[], titles: ImportTitles): ImportIssue[] {
  const missing = { level: 'no_level', position: 'no_position', userType: 'no_user_type' } as const
  return rows.flatMap(({ row, values }) =>
    (['level', 'position', 'userType'] as const).flatMap((field) => {
      const name = values[field]
      return name === undefined || titles[field].has(name) ? [] : [issueAt(row, field, missing[field], name)]
    }),
  )
}

/** MB-4, MB-19: passwords that the company's policy does not allow. They are not named. */
export function passwordIssues(
  rows: readonly NumberedRow[],
  problemOf: (password: string, login: string) => PasswordProblem | null,
): ImportIssue[] {
  return rows.flatMap(({ row, values: { id = '', password } }) => {
    const problem = password === undefined ? null : problemOf(password, id.toLowerCase())
    // With nothing to compare it with, a first password cannot be one used before.
    return problem === null || problem === 'same' || problem === 'reused' ? [] : [issueAt(row, 'password', `password_${problem}`)]
  })
}

/** MB-19: what changed between the check and the registration, row by row. `paths`: those of a refusal, such as `members.2.login`. */
export function changedIssues(rows: readonly NumberedRow[], paths: readonly string[]): ImportIssue[] {
  return paths.flatMap((path) => {
    const [, index, field] = /^members\.(\d+)\.(login|teamId)$/.exec(path) ?? []
    const at = rows[Number(index)]
    if (!at) return []
    return [field === 'login' ? issueAt(at.row, 'id', 'taken', at.values.id) : issueAt(at.row, 'team', 'no_team', at.values.team)]
  })
}

/** A checked row as a registration. */
export function toInput(
  values: ImportRow,
  given: { passwordOption: PasswordOption; mailPassword: boolean; teamId: string | null; titles: ImportTitles },
): RegistrationInput {
  const titled = (field: keyof ImportTitles) => given.titles[field].get(values[field] ?? '') ?? null
  return {
    name: values.name ?? '',
    login: (values.id ?? '').toLowerCase(),
    ...(values.language ? { locale: localeShape.parse(values.language) } : {}),
    personalEmail: values.personalEmail ?? null,
    teamId: given.teamId,
    positionId: titled('position'),
    isLeader: false,
    passwordOption: given.passwordOption,
    mailPassword: given.passwordOption !== 'link' && given.mailPassword,
    ...(given.passwordOption === 'admin' ? { password: values.password ?? '' } : {}),
    profile: {
      employeeNumber: values.employeeNumber ?? null,
      levelId: titled('level'),
      userTypeId: titled('userType'),
      nickname: values.nickname ?? null,
      phonetic: values.phonetic ?? null,
      workplace: values.workplace ?? null,
      duty: values.duty ?? null,
      phones: values.mobile ? [{ kind: 'mobile', number: values.mobile }] : [],
    },
  }
}

/** What separates the cells of a CSV file, told by its first line: a comma, or what some spreadsheets write instead. */
export function delimiterOf(text: string): string {
  const [header = ''] = text.split(/\r?\n/, 1)
  return [',', ';', '\t'].find((delimiter) => header.includes(delimiter)) ?? ','
}
