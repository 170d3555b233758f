import { AppError } from './errors.ts'

/** A cursor is the keys of the page's last row: whoever comes or goes meanwhile, no row is told twice. */
export function cursorOf(keys: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url')
}

/** The keys of a cursor, which has crossed the network: `parse` says what they must be. @throws input_invalid for one that is not ours */
export function keysOf<Keys>(cursor: string | undefined, parse: (keys: unknown[]) => Keys | undefined): Keys | null {
  if (cursor === undefined) return null
  let keys: unknown
  try {
    keys = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    keys = undefined
  }
  const parsed = Array.isArray(keys) ? parse(keys) : undefined
  if (parsed === undefined) throw new AppError('input_invalid', { issues: [{ path: 'cursor', message: 'not one of ours' }] })
  return parsed
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whether a key of a cursor is an id. */
export function isId(key: unknown): key is string {
  return typeof key === 'string' && uuid.test(key)
}
