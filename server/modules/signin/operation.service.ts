import { getCompany, zoneAt } from '#modules/company'
import type { OperationNews } from '#modules/devices'
import { findMember } from '#modules/members'
import type { Ctx } from '../../platform/context.ts'
import { queueAccountMail, type CredentialDeps } from './credential.service.ts'
import { operationTexts } from './mail.texts.ts'

/** DS-11: promises administrators the mail that an operation was asked for, each in their language, where they have an address. */
export function tellOfOperation(deps: CredentialDeps) {
  return async (ctx: Ctx, administrators: readonly string[], news: OperationNews): Promise<void> => {
    const { zones } = await getCompany(ctx, news.companyId)
    for (const id of administrators) {
      const member = await findMember(ctx, id)
      if (!member?.personalEmail || member.deletedAt || member.suspendedAt) continue
      const time = new Intl.DateTimeFormat(member.locale, { dateStyle: 'long', timeStyle: 'short', timeZone: zoneAt(zones, ctx.now) })
      await queueAccountMail(ctx, deps, member, {
        kind: 'operationRequested',
        link: `${deps.url}/security/mdm`,
        what: operationTexts[member.locale][news.kind],
        facts: {
          device: news.model,
          ...(news.member !== null && { owner: news.member }),
          by: ctx.actor.name,
          reason: news.reason,
          when: time.format(ctx.now),
        },
        besideOthers: true,
      })
    }
  }
}
