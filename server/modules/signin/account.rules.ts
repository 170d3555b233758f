import { commandClient, suiteClients, tokenClient, type SuiteClient, type Surface } from '@muster/contract'

/** The `sub` of tokens: opaque to clients, unique everywhere; made of tenant and member so that the door finds the tenant in it. */
export function subOf(tenant: string, memberId: string): string {
  return `${tenant}.${memberId}`
}

/** The tenant and member of a `sub`. */
export function accountOf(sub: string): { tenant: string; memberId: string } | undefined {
  const [tenant, memberId, rest] = sub.split('.')
  return tenant && memberId && rest === undefined ? { tenant, memberId } : undefined
}

/** The surface on which a client's use happens, the command and API tokens being of the web; undefined for a client that is not the suite's. */
export function surfaceOf(clientId: string): Surface | undefined {
  if (clientId === commandClient || clientId === tokenClient) return 'web'
  return Object.hasOwn(suiteClients, clientId) ? suiteClients[clientId as SuiteClient] : undefined
}
