import { errors } from 'oidc-provider'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { hashSecret } from '../../platform/ids.ts'
import { countAttempts } from './password.queries.ts'
import { throttle } from './password.rules.ts'

/** SX-4: codes entered per account; two are counted for each that is right: it is confirmed once. */
const perAccount = 20

/**
 * SX-4: counts a code that somebody enters, per address and, where the browser is signed in, per account, before it is looked up.
 * @throws what the page shows as too many
 */
export async function countUserCode(
  { db, clock }: { db: Db; clock: Clock },
  who: { ip: string | null; accountId: string | undefined },
): Promise<void> {
  const limits = [
    { key: hashSecret(`device code address:${who.ip ?? 'none'}`), most: throttle.perAddress },
    ...(who.accountId ? [{ key: hashSecret(`device code account:${who.accountId}`), most: perAccount }] : []),
  ]
  const tries = await countAttempts({ db, now: clock() }, limits, throttle.windowMinutes)
  if (tries.every((n, i) => n <= (limits[i]?.most ?? 0))) return
  throw Object.assign(new errors.CustomOIDCProviderError('slow_down', 'too many codes'), { status: 429, statusCode: 429 })
}
