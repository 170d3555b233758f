import { commandClient, tokenClient, type Surface } from '@muster/contract'

/** What an administrator works by: the console, the command, an API token. */
export const administratorsClients: readonly string[] = ['console', commandClient, tokenClient]

/** A service permission allows or forbids surfaces; what an administrator works by stays open, whatever it says of the web. */
export function isPermitted(allowed: readonly Surface[], surface: Surface, clientId: string): boolean {
  return administratorsClients.includes(clientId) || allowed.includes(surface)
}
