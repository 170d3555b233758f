import type { Surface } from '@muster/contract'

/** A service permission allows or forbids surfaces; the console itself stays open, whatever it says of the web. */
export function isPermitted(allowed: readonly Surface[], surface: Surface, clientId: string): boolean {
  return clientId === 'console' || allowed.includes(surface)
}
