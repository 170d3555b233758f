/** What is known of a mail after handing it over failed. */
export type Outcome = 'again' | 'refused' | 'unknown'

/**
 * IS-6: refused for good by the server's 5xx; to be tried again when the server said 4xx, or was never reached; else nobody knows
 * whether it arrived, and it is not sent by itself again.
 */
export function outcomeOf(error: { code?: string | undefined; command?: string | undefined; responseCode?: number | undefined }): Outcome {
  const { code = '', command = '', responseCode = 0 } = error
  if (responseCode >= 500) return 'refused'
  if (responseCode >= 400) return 'again'
  if (['ECONNECTION', 'ECONNREFUSED', 'EDNS', 'EAUTH', 'ETLS'].includes(code) || command === 'CONN') return 'again'
  return 'unknown'
}
