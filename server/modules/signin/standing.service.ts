import type { MailKind } from '@muster/contract'
import type { Credentials } from '#modules/members'
import { findLatestMail } from '#modules/notifications'
import type { Ctx } from '../../platform/context.ts'
import { findEasyLogin } from './easyLogin.service.ts'
import { findInvitation } from './invitation.queries.ts'
import { findPassword } from './password.queries.ts'
import { findMemberTwoStep } from './twoStep.service.ts'

/** What stands about a member's way in: never a secret, only when and until when. */
export async function findCredentials(ctx: Ctx, member: { id: string; companyId: string }): Promise<Credentials> {
  const memberId = member.id
  const password = await findPassword(ctx, memberId)
  const invitation = await findInvitation(ctx, { memberId })
  const mail = await findLatestMail(ctx, memberId)
  return {
    password: password ? { changedAt: password.setAt.toISOString(), mustChange: password.changeReason !== null } : null,
    invitation: invitation ? { sentAt: invitation.createdAt.toISOString(), expiresAt: invitation.expiresAt.toISOString() } : null,
    twoStep: await findMemberTwoStep(ctx, member),
    easyLogin: await findEasyLogin(ctx, member),
    mail: mail && {
      kind: mail.kind as MailKind,
      address: mail.address,
      queuedAt: mail.createdAt.toISOString(),
      delivery: mail.delivery,
      reply: mail.reply,
    },
  }
}
