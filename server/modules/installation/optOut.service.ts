import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Locale } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { getCompany } from '#modules/company'
import { findMember } from '#modules/members'
import { systemActor, type Scopes } from '../../platform/context.ts'
import { deleteOptOut, hasOptedOut, insertOptOut } from './optOut.queries.ts'

export type OptOuts = {
  /** RFC 8058: where a member says that they want no more guides. It names the member, and is signed: nothing of it is kept. */
  url(tenant: string, memberId: string): string
  /** Whose a link is, with what they chose; undefined: nobody's. */
  find(token: string): Promise<OptOutStanding | undefined>
  /** Keeps what a member chose. Idempotent. */
  choose(token: string, optedOut: boolean): Promise<OptOutStanding | undefined>
}
export type OptOutStanding = { optedOut: boolean; locale: Locale; company: string }

const idBytes = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex')
const idOf = (bytes: Buffer) => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
const signatureLength = 16

/** Members' own choice about installation guides, by the link in each mail. `key`: of this purpose alone. */
export function createOptOuts({ key, url, scopes }: { key: string; url: string; scopes: Scopes }): OptOuts {
  const signed = (ids: Buffer) => createHmac('sha256', key).update(ids).digest().subarray(0, signatureLength)

  const read = (token: string): { tenant: string; memberId: string } | undefined => {
    const bytes = Buffer.from(token, 'base64url')
    const ids = bytes.subarray(0, 32)
    if (bytes.length !== 32 + signatureLength || !timingSafeEqual(bytes.subarray(32), signed(ids))) return undefined
    return { tenant: idOf(ids.subarray(0, 16)), memberId: idOf(ids.subarray(16)) }
  }

  const standing = async (token: string, optedOut: boolean | null): Promise<OptOutStanding | undefined> => {
    const found = read(token)
    if (!found) return undefined
    return scopes(found.tenant, systemActor('unsubscribe')).transaction(async (ctx) => {
      const member = await findMember(ctx, found.memberId)
      if (!member) return undefined
      if (optedOut !== null) {
        const changed = optedOut ? await insertOptOut(ctx, member.id) : await deleteOptOut(ctx, member.id)
        if (changed)
          await recordEvent(ctx, {
            action: optedOut ? 'member.guides_declined' : 'member.guides_wanted',
            companyId: member.companyId,
            subject: { kind: 'member', id: member.id },
          })
      }
      const { name } = await getCompany(ctx, member.companyId)
      return { optedOut: await hasOptedOut(ctx, member.id), locale: member.locale, company: name }
    })
  }

  return {
    url: (tenant, memberId) => {
      const ids = Buffer.concat([idBytes(tenant), idBytes(memberId)])
      return `${url}/unsubscribe/${Buffer.concat([ids, signed(ids)]).toString('base64url')}`
    },
    find: (token) => standing(token, null),
    choose: (token, optedOut) => standing(token, optedOut),
  }
}
