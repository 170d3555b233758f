import type { DeviceApp, NewestVersions, OperatingSystem } from '@muster/contract'

export type VersionField = { app: DeviceApp; os: OperatingSystem }
const desktop = ['windows', 'macos', 'linux'] as const
const phone = ['ios', 'android'] as const

/** DS-7: which app runs on which systems. */
export const fieldsOf: readonly (readonly [DeviceApp, readonly OperatingSystem[]])[] = [
  ['mobile', phone],
  ['pc', desktop],
  ['drive_mobile', phone],
  ['drive_explorer', desktop],
]

export type VersionDraft = Record<string, string>
export const keyOf = ({ app, os }: VersionField) => `${app} ${os}`

/** What stands in the form: what is kept; the newest that was seen, as long as nothing was ever kept. */
export function draftOf({ revision, versions, seen }: NewestVersions): VersionDraft {
  return Object.fromEntries((revision === 0 ? seen : versions).map((one) => [keyOf(one), one.version]))
}

/** What is sent: fields that are blank keep no version. */
export function inputOf(draft: VersionDraft): NewestVersions['versions'] {
  return fieldsOf.flatMap(([app, systems]) =>
    systems.flatMap((os) => {
      const version = draft[keyOf({ app, os })]?.trim()
      return version ? [{ app, os, version }] : []
    }),
  )
}

/** The fields that the server refused, of what was sent. */
export function refusedOf(details: unknown, sent: NewestVersions['versions']): ReadonlySet<string> {
  const issues = (details as { issues?: { path?: unknown }[] } | null)?.issues ?? []
  return new Set(
    issues.flatMap(({ path }) => {
      const place = (Array.isArray(path) ? path : String(path ?? '').split('.')).map(String)
      const field = place[0] === 'versions' ? sent[Number(place[1])] : undefined
      return field ? [keyOf(field)] : []
    }),
  )
}
