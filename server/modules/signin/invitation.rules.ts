export type Invitation = { memberId: string; address: string; createdAt: Date; expiresAt: Date }

export const invitationDays = 30
const resendSeconds = 60

/** MB-17: sending again is throttled: once a minute. */
export function mayInviteAgain(last: Pick<Invitation, 'createdAt'> | undefined, now: Date): boolean {
  return last === undefined || now.getTime() - last.createdAt.getTime() >= resendSeconds * 1000
}

/** MB-17, MB-16: a link is good until it expires, while the address it went to is still the member's, and in the company it was for. */
export function isGood(
  i: Pick<Invitation, 'address' | 'createdAt' | 'expiresAt'>,
  member: { personalEmail: string | null; inCompanySince: Date },
  now: Date,
): boolean {
  return now < i.expiresAt && i.address === member.personalEmail && i.createdAt >= member.inCompanySince
}
