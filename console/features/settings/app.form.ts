import {
  appScopes,
  serviceScopes,
  uriProblems,
  type App,
  type AppInput,
  type AppKind,
  type AppScope,
  type ServiceScope,
  type UriProblem,
} from '@muster/contract'
import { fieldIssues, type Problem } from '../../lib/problem.ts'

/** What stands in the form: addresses are lines of a text. */
export type AppDraft = {
  kind: AppKind
  name: string
  redirectUris: string
  postLogoutUris: string
  logoutUri: string
  /** What it asks members for. */
  scopes: AppScope[]
  /** What a service may do. */
  mayDo: ServiceScope[]
}
export type AppField = Exclude<keyof AppDraft, 'kind' | 'scopes' | 'mayDo'>
export type FieldProblem = UriProblem | 'missing' | 'many' | 'name'

/** The form as it begins: of an app, or of a new one. */
export function draftOf(app: App | undefined): AppDraft {
  return {
    kind: app?.kind ?? 'web',
    name: app?.name ?? '',
    redirectUris: app?.redirectUris.join('\n') ?? '',
    postLogoutUris: app?.postLogoutUris.join('\n') ?? '',
    logoutUri: app?.logoutUri ?? '',
    scopes: appScopes.filter((scope) => app?.scopes.includes(scope) ?? true),
    mayDo: serviceScopes.filter((scope) => app?.scopes.includes(scope) ?? false),
  }
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** What is sent of the form: what the kind has not is left out. */
export function inputOf({ kind, name, scopes, mayDo, ...uris }: AppDraft): AppInput {
  if (kind === 'service') return { kind, name, scopes: mayDo }
  if (kind === 'device') return { kind, name, scopes }
  return {
    kind,
    name,
    scopes,
    redirectUris: linesOf(uris.redirectUris),
    postLogoutUris: linesOf(uris.postLogoutUris),
    logoutUri: uris.logoutUri.trim() || null,
  }
}

const fields: readonly AppField[] = ['name', 'redirectUris', 'postLogoutUris', 'logoutUri']
const known = Object.entries(uriProblems) as [UriProblem, string][]

/** What the server says is wrong, field by field, in words that the form has texts for. */
export function problemsOf(problem: Problem, draft: AppDraft): Partial<Record<AppField, FieldProblem>> {
  const issues = fieldIssues(problem)
  const wordOf = (field: AppField): FieldProblem => {
    if (field === 'name') return 'name'
    const said = known.find(([, sentence]) => sentence === issues.get(field))?.[0]
    return said ?? (linesOf(draft[field]).length === 0 ? 'missing' : 'many')
  }
  return Object.fromEntries(fields.filter((field) => issues.has(field)).map((field) => [field, wordOf(field)]))
}
