import { claimMails, sendGuide, updateTemplate, writeOutcomes, type MailOutcome } from '../../server/modules/installation/index.ts'
import type { Ctx } from '../../server/platform/context.ts'
import type { Random } from './random.ts'

type At = (daysAgo: number) => Ctx
type By = { id: string; name: string }

const nothing = { subject: null, introduction: null }
const links = {
  ios: 'https://apps.hanbit.example/ios',
  android: 'https://apps.hanbit.example/android',
  windows: 'https://apps.hanbit.example/windows',
  macos: 'https://apps.hanbit.example/macos',
}

/** What a mail server said to the mails of the sends, and how often in a hundred. */
const said: readonly [share: number, outcome: Pick<MailOutcome, 'state' | 'reply' | 'bounced'>][] = [
  [91, { state: 2, reply: '250 2.0.0 Ok: queued', bounced: false }],
  [4, { state: 3, reply: '550 5.1.1 User unknown in virtual mailbox table', bounced: true }],
  [3, { state: 3, reply: '552 5.2.2 Mailbox full', bounced: false }],
  [2, { state: 4, reply: 'Connection closed unexpectedly', bounced: false }],
]

/** IS-5: sends of the last weeks, with every outcome there is. @returns who got one of them */
export async function sendGuides(random: Random, at: At, companyId: string, by: By): Promise<Set<string>> {
  const told = new Set<string>()
  const as = (ctx: Ctx): Ctx => ({ ...ctx, actor: { kind: 'member', memberId: by.id, name: by.name, sessionId: by.id, ip: null } })
  await updateTemplate(as(at(41)), companyId, { revision: 0, template: { texts: { en: nothing, ko: nothing, ja: nothing }, links } })
  for (const daysAgo of [40, 16, 3]) {
    const ctx = as(at(daysAgo))
    await sendGuide(ctx, { servers: { find: async () => undefined } }, { companyId, to: { everyone: true } })
    const { mails } = await claimMails(ctx, companyId, 10_000)
    for (const { memberId } of mails) told.add(memberId)
    await writeOutcomes(
      ctx,
      mails.map(({ guideId, memberId, attemptedAt }) => ({
        guideId,
        memberId,
        attemptedAt,
        ...outcome(random),
        dueAt: null,
        counts: true,
      })),
    )
  }
  return told
}

function outcome(random: Random) {
  let at = random.below(100)
  const [, found] = said.find(([share]) => (at -= share) < 0) ?? said[0] ?? [0, { state: 2 as const, reply: '', bounced: false }]
  return found
}
