/** A problem the server found in a row of an import file, in its own words. Row 0 is the file as a whole. */
export type ImportIssue = { row: number; field: string; message: string }

/** What `import_invalid` names; empty for another refusal. */
export function importIssues(details: unknown): ImportIssue[] {
  const issues =
    typeof details === 'object' && details !== null && 'issues' in details && Array.isArray(details.issues) ? details.issues : []
  return issues.map((issue: Partial<Record<keyof ImportIssue, unknown>>) => ({
    row: Number(issue.row ?? 0),
    field: String(issue.field ?? ''),
    message: String(issue.message ?? ''),
  }))
}

/** The server's sentences, with what is named in them, and the console's text for each. */
const known = [
  [/^required$/, 'required'],
  [/^an e-mail address$/, 'email'],
  [/^letters, digits, dot, hyphen and underscore$/, 'login'],
  [/^the same ID as in row (?<value>\d+)$/, 'twice'],
  [/^(?<value>.+) is (already )?in use$/, 'taken'],
  [/^no team "(?<value>.*)"$/, 'noTeam'],
  [/^\d+ teams are called "(?<value>.*)"$/, 'manyTeams'],
  [/^a column "(?<value>.*)" is required$/, 'noColumn'],
  [/^unknown column "(?<value>.*)"$/, 'unknownColumn'],
  [/^no members in the file$/, 'empty'],
  [/^at most \d+ members; the file has (?<value>\d+)$/, 'tooMany'],
  [/^not a readable (?<value>\w+) file$/, 'unreadable'],
] as const

/** RE-2: which text of the console says what the server said; null: the server's own words are shown. */
export function knownIssue({ message }: ImportIssue): { key: (typeof known)[number][1]; value: string } | null {
  for (const [pattern, key] of known) {
    const match = pattern.exec(message)
    if (match) return { key, value: match.groups?.value ?? '' }
  }
  return null
}
