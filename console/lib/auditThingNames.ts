import { useQueries, useQuery } from '@tanstack/react-query'
import type { AuditEvent, Menu } from '@muster/contract'
import { api } from './api.ts'
import { meQuery, type AdministeredCompany } from './me.ts'

type Source = {
  /** Fields that hold an id of such a thing. */
  fields: readonly string[]
  /** The subject that such a thing is, where it stands before one of its own kind. */
  kind: AuditEvent['subject']['kind']
  menu: Menu
  list: (company: string) => Promise<{ items: readonly { id: string; name: string }[] }>
}

const sources: readonly Source[] = [
  {
    kind: 'team',
    fields: ['teamId', 'parentId', 'team'],
    menu: 'members',
    list: (company) => api.organization.teams.call({ company }),
  },
  { kind: 'level', fields: ['levelId', 'level'], menu: 'members', list: (company) => api.titles.levels.list.call({ company }) },
  { kind: 'position', fields: ['positionId'], menu: 'members', list: (company) => api.titles.positions.list.call({ company }) },
  {
    kind: 'user_type',
    fields: ['userTypeId', 'userType'],
    menu: 'members',
    list: (company) => api.titles.userTypes.list.call({ company }),
  },
  { kind: 'custom_field', fields: ['custom'], menu: 'members', list: (company) => api.titles.customFields.list.call({ company }) },
  { kind: 'service_permission', fields: ['permissionId'], menu: 'members', list: (company) => api.permissions.list.call({ company }) },
  { kind: 'role', fields: ['roleId'], menu: 'settings', list: (company) => api.administration.roles.call({ company }) },
]

/**
 * What the ids in an event are called: as the event itself says, else as the things are called now. Read only for the kinds that stand in it,
 * and as far as the role may look; an id that is left has no name any more.
 */
export function useThingNames(company: AdministeredCompany, event: AuditEvent): ReadonlyMap<string, string> {
  const text = JSON.stringify([event.before, event.after])
  const isIn = ({ fields, kind }: Source) =>
    fields.some((field) => text.includes(`"${field}":`)) || (kind === event.subject.kind && text.includes('"beforeId":'))
  const found = useQueries({
    queries: sources.map((source) => ({
      queryKey: ['audit', 'names', company.id, source.kind],
      queryFn: () => source.list(company.id),
      enabled: isIn(source) && company.permissions[source.menu] !== undefined,
      staleTime: 60_000,
    })),
  })
  const companies = useQuery(meQuery).data?.companies ?? []
  const now = [...companies, ...found.flatMap(({ data }) => data?.items ?? [])].map(({ id, name }) => [id, name] as const)
  return new Map([...now, ...namesIn(event)])
}

/** Of the default service permission the event says what it was called. */
function namesIn({ action, before, after }: AuditEvent): (readonly [string, string])[] {
  if (action !== 'service_permission.default_set') return []
  return [before, after].flatMap((state) => {
    const { permissionId, name } = state as { permissionId?: unknown; name?: unknown }
    return typeof permissionId === 'string' && typeof name === 'string' ? [[permissionId, name] as const] : []
  })
}
