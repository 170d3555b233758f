import type { GuideTemplate, InstallationApp, Locale, MailTest, StoredGuideTemplate } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { getCompany, requireWholeCompany } from '#modules/company'
import { findPeople } from '#modules/members'
import type { MailServers } from '#modules/notifications'
import type { Ctx, Scope } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { sendTried } from '../../platform/mail.ts'
import type { Json } from '../../platform/tables.ts'
import { filledGuide, guideForm, shownGuide } from './guideForm.service.ts'
import type { OptOuts } from './optOut.service.ts'
import { findTemplate, writeTemplate } from './template.queries.ts'
import { guideTexts } from './template.texts.ts'

const nothing = { subject: null, introduction: null }
const standing: GuideTemplate & { revision: number } = {
  revision: 0,
  texts: { en: nothing, ko: nothing, ja: nothing },
  links: { ios: null, android: null, windows: null, macos: null },
}

/** IS-4: what a company's guide says, of its own or as it comes with Muster. */
export const templateOf = async (ctx: Ctx, companyId: string): Promise<GuideTemplate & { revision: number }> =>
  (await findTemplate(ctx, companyId)) ?? standing

/** Whether a company's guide leads anywhere. */
export async function hasGuideLinks(ctx: Ctx, companyId: string): Promise<boolean> {
  return Object.values((await templateOf(ctx, companyId)).links).some((link) => link !== null)
}

const wordsOf = (locale: Locale) => ({ subject: guideTexts[locale].subject, introduction: guideTexts[locale].introduction })

/** The same with what stands where the company has written nothing. */
export async function getTemplate(ctx: Ctx, companyId: string): Promise<StoredGuideTemplate> {
  await getCompany(ctx, companyId)
  return { ...(await templateOf(ctx, companyId)), defaults: { en: wordsOf('en'), ko: wordsOf('ko'), ja: wordsOf('ja') } }
}

/** P-4: changes it, for a role that is not limited to a team. @returns the next revision @throws changed_meanwhile, forbidden */
export async function updateTemplate(
  ctx: Ctx,
  companyId: string,
  { revision, template }: { revision: number; template: GuideTemplate },
): Promise<number> {
  await requireWholeCompany(ctx, companyId)
  const before = await templateOf(ctx, companyId)
  const changes = changesOf(before, template)
  if (before.revision === revision && Object.keys(changes.after).length === 0) return revision
  if (before.revision !== revision || !(await writeTemplate(ctx, companyId, revision + 1, template)))
    throw new AppError('changed_meanwhile', { revision: before.revision })
  await recordEvent(ctx, { action: 'guide.template_changed', companyId, subject: { kind: 'company', id: companyId }, ...changes })
  return revision + 1
}

/** The parts that differ, as they were and as they will be. */
function changesOf(before: GuideTemplate, after: GuideTemplate): { before: Record<string, Json>; after: Record<string, Json> } {
  const parts = (['links', 'texts'] as const).filter((part) => JSON.stringify(sorted(before[part])) !== JSON.stringify(sorted(after[part])))
  const pick = (from: GuideTemplate): Record<string, Json> => Object.fromEntries(parts.map((part) => [part, from[part]]))
  return { before: pick(before), after: pick(after) }
}

/** With the fields of each object in one order, whoever wrote them. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  )
}

export type Previewed = {
  companyId: string
  memberId: string
  locale: Locale
  apps: InstallationApp[]
  template?: GuideTemplate | undefined
}

/** A guide as the one who asks would get it. */
async function made(ctx: Ctx, optOuts: OptOuts, { companyId, memberId, locale, apps, template }: Previewed) {
  const company = await getCompany(ctx, companyId)
  const me = (await findPeople(ctx, [memberId])).get(memberId)
  const form = guideForm({ locale, apps, template: template ?? (await templateOf(ctx, companyId)) })
  const words = {
    name: me?.name ?? '',
    company: company.name,
    account: me?.login ?? '',
    unsubscribe: optOuts.url(ctx.tenant, memberId),
  }
  return { form, words }
}

/** IS-4: the guide as a member in a language, to whom some apps are missing, sees it. */
export async function previewGuide(ctx: Ctx, optOuts: OptOuts, asked: Previewed): Promise<{ subject: string; html: string; text: string }> {
  const { form, words } = await made(ctx, optOuts, asked)
  return shownGuide(form, words)
}

/** IS-4: sends it to the one who asks. @throws mail_off */
export async function testGuide(
  deps: { optOuts: OptOuts; servers: MailServers },
  scope: Scope,
  asked: Previewed & { to: { name: string; address: string } },
): Promise<MailTest> {
  const { form, words, found } = await scope.transaction(async (ctx) => ({
    ...(await made(ctx, deps.optOuts, asked)),
    found: await deps.servers.find(ctx, asked.companyId),
  }))
  if (!found) throw new AppError('mail_off')
  const result = await sendTried(found.server, {
    to: asked.to,
    ...filledGuide(form, words),
    pictures: form.pictures,
    unsubscribeUrl: words.unsubscribe,
  })
  await scope.transaction((ctx) =>
    recordEvent(ctx, {
      action: 'guide.tested',
      companyId: asked.companyId,
      subject: { kind: 'company', id: asked.companyId },
      after: { mailProblem: result.problem },
    }),
  )
  return result
}
