import formbody from '@fastify/formbody'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../../platform/errors.ts'
import { doorLimit } from '../../platform/http.ts'
import { answerCode, answerMail, answerNewPassword, answerPassword, answerSms } from './answer.routes.ts'
import { askForId, proceed, type Answer } from './ask.routes.ts'
import { answerPhone, answerPhoneCode, askForPhone, askForPhoneCode, numberOf } from './phone.routes.ts'
import { answerLine, lineRoutes, type LineRouteDeps } from './line.routes.ts'
import { answerPasskey, answerPasskeyAlone, answerPasskeySetup, passkeyScriptRoute } from './passkeyDoor.routes.ts'
import { allowingOf, askOrGoBack } from './consent.routes.ts'
import type { Progress } from './progress.rules.ts'
import { isDone, openVisit, progressOf, sendExpired, type Params, type Visit } from './visit.routes.ts'

/** What the pages after the first send, by the field that tells it; each is good only when it is known who signs in. */
const laterSteps: Readonly<Record<string, (visit: Visit, progress: Progress, answer: Answer) => Promise<unknown>>> = {
  newPassword: answerNewPassword,
  code: answerCode,
  passkey: answerPasskey,
  passkeySetup: answerPasskeySetup,
  mail: answerMail,
  sms: answerSms,
  saved: (visit, progress) => proceed(visit, progress),
  consent: (visit, progress, answer) => proceed(visit, progress, answer['consent']),
}

/** What the pages before that send besides ID and password, by the field that tells it. */
const otherWays: Readonly<Record<string, (visit: Visit, answer: Answer) => Promise<unknown>>> = {
  phoneCode: answerPhoneCode,
  phone: answerPhone,
  line: answerLine,
}

/** The first page: ID and password, or another way that was chosen. */
function askFirst(visit: Visit) {
  const { way } = visit.req.query as { way?: unknown }
  const number = numberOf(visit)
  if (way === 'id' || !visit.deps.texts.configured) return askForId(visit, 200)
  if (way === 'phone') return askForPhone(visit, 200)
  return number ? askForPhoneCode(visit, number, 200) : askForId(visit, 200)
}

/** The sign-in pages, `/signin/{uid}`: one per interaction of the OpenID provider, for whoever holds its cookie. */
export async function signInRoutes(app: FastifyInstance, deps: LineRouteDeps): Promise<void> {
  await app.register(passkeyScriptRoute)
  await app.register(formbody, { bodyLimit: 32_768 })
  await lineRoutes(app, deps)

  app.get<{ Params: Params }>('/signin/:uid', { config: doorLimit }, async (req, reply) => {
    const visit = await openVisit(deps, req, reply)
    if (!visit) return sendExpired(req, reply)
    if (isDone(visit.interaction)) return reply.redirect(visit.interaction.returnTo, 303)
    const progress = progressOf(visit.interaction)
    if (progress) return proceed(visit, progress)
    const allowing = allowingOf(visit)
    return allowing ? askOrGoBack(visit, allowing) : askFirst(visit)
  })

  app.post<{ Params: Params; Body: Answer | null }>('/signin/:uid', { config: doorLimit }, async (req, reply) => {
    if (!deps.isSameOrigin(req)) throw new AppError('origin_refused')
    const visit = await openVisit(deps, req, reply)
    if (!visit) return sendExpired(req, reply)
    const answer = req.body ?? {}
    if (isDone(visit.interaction) && !('id' in answer || 'passkeyAlone' in answer)) return reply.redirect(visit.interaction.returnTo, 303)
    if ('passkeyAlone' in answer) return answerPasskeyAlone(visit, answer)
    const progress = progressOf(visit.interaction)
    const step = Object.keys(laterSteps).find((field) => field in answer)
    const allowing = progress || 'id' in answer ? undefined : allowingOf(visit)
    if (allowing) return askOrGoBack(visit, allowing, answer['consent'])
    if (progress && step) return laterSteps[step]?.(visit, progress, answer)
    const way = Object.keys(otherWays).find((field) => field in answer)
    return way ? otherWays[way]?.(visit, answer) : answerPassword(visit, answer)
  })
}
