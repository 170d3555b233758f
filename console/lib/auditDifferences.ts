export type Difference = { field: string; before: unknown; after: unknown }

/** Field by field, what differs between before and after; all of it when there was only one of them. */
export function differencesOf(before: unknown, after: unknown): Difference[] {
  const [old, next] = [fieldsOf(before), fieldsOf(after)]
  const fields = [...new Set([...Object.keys(old), ...Object.keys(next)])]
  return fields
    .map((field) => ({ field, before: old[field], after: next[field] }))
    .filter((d) => before === null || after === null || JSON.stringify(d.before) !== JSON.stringify(d.after))
}

function fieldsOf(state: unknown): Record<string, unknown> {
  if (state === null || state === undefined) return {}
  return typeof state === 'object' && !Array.isArray(state) ? (state as Record<string, unknown>) : { value: state }
}
