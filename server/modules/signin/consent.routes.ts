import { findMember } from '#modules/members'
import { newId } from '../../platform/ids.ts'
import { actingAs } from './acting.service.ts'
import { askedScopes, markOf, type AppMark } from './app.rules.ts'
import { consentPage } from './consent.page.ts'
import { allow, hasAllowed } from './consent.service.ts'
import { resultOf, type Progress } from './progress.rules.ts'
import { keepResult, pageOf, save, scopeOf, sendPage, type Visit } from './visit.routes.ts'

/** Who allows an app: whoever has just proved who they are, or whom the browser is signed in for. */
type Allowing = Progress | Pick<Progress, 'accountId'>

type AskingApp = AppMark & { id: string; appName: string; stays: boolean }

/** The registered app that a sign-in is to; undefined: it is one of the suite's own. */
export async function appOf({ deps, interaction }: Visit): Promise<AskingApp | undefined> {
  const client = await deps.provider().Client.find(String(interaction.params['client_id']))
  const mark = markOf(client)
  return (
    client && mark && { ...mark, id: client.clientId, appName: client.clientName ?? '', stays: client.grantTypeAllowed('refresh_token') }
  )
}

/** Who is asked for nothing but whether the app is allowed, since the browser is signed in; undefined: this is a sign-in. */
export function allowingOf({ interaction }: Visit): Allowing | undefined {
  const accountId = interaction.session?.accountId
  return interaction.prompt.name === 'consent' && accountId ? { accountId } : undefined
}

/** Whether an app is of another company than the member: it signs in its own company's alone. */
export async function isOfAnother(visit: Visit, progress: Progress): Promise<boolean> {
  const app = await appOf(visit)
  if (!app) return false
  const { scope, memberId } = scopeOf(visit, progress)
  if (scope.tenant !== app.tenant) return true
  return (await scope.transaction((ctx) => findMember(ctx, memberId)))?.companyId !== app.companyId
}

/** The last step, and the way back to the app: whether the member allows it what it asks for, where they have not before. */
export async function askOrGoBack(visit: Visit, allowing: Allowing, answer?: unknown) {
  const app = await appOf(visit)
  if (app && answer === 'deny') return goBack(visit, { error: 'access_denied', error_description: 'the member did not allow it' })
  if (app && answer === 'allow') await keepAllowed(visit, allowing, app)
  else if (app && (await mustAsk(visit, allowing, app))) return askForConsent(visit, allowing, app)
  return goBack(visit, { ...('method' in allowing ? resultOf(allowing) : {}), consent: {} })
}

const askedOf = ({ interaction }: Visit) => askedScopes(interaction.params['scope'])

async function keepAllowed(visit: Visit, allowing: Allowing, app: AskingApp): Promise<void> {
  const { scope, memberId } = scopeOf(visit, allowing)
  await scope.transaction(async (ctx) => {
    const member = await findMember(ctx, memberId)
    if (member?.companyId === app.companyId)
      await allow(actingAs(ctx, member, newId(ctx.now)), member, { id: app.id, name: app.appName }, askedOf(visit))
  })
}

async function mustAsk(visit: Visit, allowing: Allowing, app: AskingApp): Promise<boolean> {
  if (
    String(visit.interaction.params['prompt'] ?? '')
      .split(' ')
      .includes('consent')
  )
    return true
  const { scope, memberId } = scopeOf(visit, allowing)
  return !(await scope.transaction((ctx) => hasAllowed(ctx, memberId, app.id, askedOf(visit))))
}

async function askForConsent(visit: Visit, allowing: Allowing, app: AskingApp) {
  if ('method' in allowing) await save(visit, allowing)
  const { scope, memberId } = scopeOf(visit, allowing)
  const member = (await scope.transaction((ctx) => findMember(ctx, memberId)))?.name ?? ''
  const target = visit.interaction.params['redirect_uri']
  const host = typeof target === 'string' && URL.canParse(target) ? new URL(target).host : null
  const asked = { app: app.appName, company: app.companyName, scopes: askedOf(visit), stays: app.stays, host, member }
  return sendPage(visit.reply, 200, (nonce) => consentPage({ ...pageOf(visit), nonce, ...asked }))
}

async function goBack(visit: Visit, result: object) {
  await keepResult(visit, { ...result })
  return visit.reply.redirect(visit.interaction.returnTo, 303)
}
