import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { passkeyAnswerShape, passkeyMadeShape } from '@muster/contract'
import { doorLimit } from '../../platform/http.ts'
import { plainIp } from '../../platform/request.ts'
import { environmentOf } from '../../platform/userAgent.ts'
import { subOf, surfaceOf } from './account.rules.ts'
import { askForCode, askForId, askForSetup, proceed, proceedWith, type Answer } from './ask.routes.ts'
import { addPasskey, provePasskey } from './passkey.service.ts'
import { checkPasskeyAlone } from './passkeyAlone.service.ts'
import { passkeyScript } from './passkey.page.ts'
import type { Progress } from './progress.rules.ts'
import { recoveryPage } from './twoStep.page.ts'
import { findSecondStep } from './twoStep.service.ts'
import { askingOf, isThrottled, pageOf, remember, save, scopeOf, sendPage, type Visit } from './visit.routes.ts'

const library = new URL('../dist/bundle/index.umd.min.js', import.meta.resolve('@simplewebauthn/browser'))

/** Serves the library by which the sign-in pages speak with authenticators. */
export async function passkeyScriptRoute(app: FastifyInstance): Promise<void> {
  const script = await readFile(library, 'utf8')
  app.get(passkeyScript, { config: doorLimit }, async (_, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'public, max-age=86400').send(script),
  )
}

function read<T extends z.ZodType>(shape: T, text: unknown): z.infer<T> | undefined {
  if (typeof text !== 'string' || text.length > 20_000) return undefined
  try {
    return shape.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** MB-8: a passkey as the second step. */
export async function answerPasskey(visit: Visit, progress: Progress, answer: Answer) {
  if (await isThrottled(visit, progress)) return askForCode(visit, progress, 429, 'throttled')
  const given = read(passkeyAnswerShape, answer['passkey'])
  const proof = given && (await provePasskey(visit.deps, askingOf(visit, progress, 'second_step'), given))
  if (!proof) return askForCode(visit, progress, 401, 'passkey')
  if (answer['remember'] === '1') await remember(visit, progress)
  return proceedWith(visit, { ...progress, second: { ...proof, at: proof.at.toISOString() } })
}

/** MB-8: a passkey that was made since the company asks for a second step and the member had none. */
export async function answerPasskeySetup(visit: Visit, progress: Progress, answer: Answer) {
  const { scope, memberId } = scopeOf(visit, progress)
  if (progress.second || (await scope.transaction((ctx) => findSecondStep(ctx, memberId))) !== 'setup') return proceed(visit, progress)
  if (await isThrottled(visit, progress)) return askForSetup(visit, progress, 429, 'throttled')
  const made = read(passkeyMadeShape, answer['passkeySetup'])
  const environment = environmentOf(visit.req.headers['user-agent']?.slice(0, 400) ?? null)
  const added = made && (await addPasskey(visit.deps, askingOf(visit, progress, 'set_up'), { made, environment, asFirst: true }))
  if (!added) return askForSetup(visit, progress, 401, 'passkey')
  const next: Progress = { ...progress, setup: null, second: { by: 'passkey', at: scope.now.toISOString(), passkeyId: added.id } }
  const { codes } = added
  if (!codes) return proceedWith(visit, next)
  await save(visit, next)
  return sendPage(visit.reply, 200, (nonce) => recoveryPage({ ...pageOf(visit), nonce, codes }))
}

/** MB-8: a passkey alone, in place of ID and password. Whatever is wrong with it, it is said in the same words. */
export async function answerPasskeyAlone(visit: Visit, answer: Answer) {
  const { deps, req, interaction } = visit
  const given = read(passkeyAnswerShape, answer['passkeyAlone'])
  if (!given) return askForId(visit, 401, { id: '', error: 'passkey_refused' })
  const clientId = String(interaction.params['client_id'])
  const at = { uid: interaction.uid, ip: plainIp(req.ip), surface: surfaceOf(clientId) ?? 'web', clientId }
  const result = await checkPasskeyAlone(deps, { ...at, answer: given })
  if (!result.ok) {
    const status = { refused: 401, throttled: 429, app_blocked: 403, not_permitted: 403 }[result.reason]
    return askForId(visit, status, { id: '', error: result.reason === 'refused' ? 'passkey_refused' : result.reason })
  }
  const { tenant, memberId, proof } = result
  return proceed(visit, {
    accountId: subOf(tenant, memberId),
    method: 'passkey',
    passwordSetAt: null,
    linkedAt: null,
    // MB-4: no password was given, so none is changed.
    renewal: null,
    second: { ...proof, at: proof.at.toISOString() },
    setup: null,
  })
}
