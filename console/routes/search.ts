/** A search parameter as it came: a text, or none. */
export const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined)

/** Only what is there: the URL stays as short as what was chosen. */
export const given = <T extends Record<string, string | undefined>>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as { [K in keyof T]?: string }
