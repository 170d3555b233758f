import { formatPhone, parsePhone } from '../../platform/phone.ts'
import { plainIp } from '../../platform/request.ts'
import { surfaceOf } from './account.rules.ts'
import { askForId, proceedAsEasy, textOf, type Answer } from './ask.routes.ts'
import { phoneCodePage, phonePage, type PhoneError } from './phone.page.ts'
import { askByPhone, provePhone } from './phoneDoor.service.ts'
import { keepResult, pageOf, sendPage, type Visit } from './visit.routes.ts'

/** The number that was given in a sign-in; it is kept with it, on the server. */
export const numberOf = ({ interaction }: Visit) => interaction.result?.['phone'] as string | undefined

/** MB-5: the page that asks for a number. */
export function askForPhone(visit: Visit, status: number, last?: { typed: string; error: PhoneError }) {
  return sendPage(visit.reply, status, (nonce) => phonePage({ ...pageOf(visit), nonce, typed: '', ...last }))
}

/** MB-5: the page that asks for the code that went to it. */
export function askForPhoneCode(visit: Visit, number: string, status: number, error?: PhoneError) {
  const shown = formatPhone(number)
  return sendPage(visit.reply, status, (nonce) => phoneCodePage({ ...pageOf(visit), nonce, number: shown, ...(error ? { error } : {}) }))
}

/** MB-5, SX-4: a number was given: the answer is the same, whosever it is. */
export async function answerPhone(visit: Visit, answer: Answer) {
  const { deps, req } = visit
  if (!deps.texts.configured) return askForId(visit, 200)
  const typed = textOf(answer['phone'], 40)
  const number = parsePhone(typed, pageOf(visit).locale)
  if (!number) return askForPhone(visit, 400, { typed, error: 'invalid' })
  await askByPhone(deps, { number, ip: plainIp(req.ip) })
  await keepResult(visit, { phone: number })
  return askForPhoneCode(visit, number, 200)
}

/** MB-5: the code was given. */
export async function answerPhoneCode(visit: Visit, answer: Answer) {
  const { deps, req, interaction } = visit
  const number = numberOf(visit)
  if (!number) return askForId(visit, 200)
  const clientId = String(interaction.params['client_id'])
  const surface = surfaceOf(clientId) ?? 'web'
  const given = { number, code: textOf(answer['phoneCode'], 64), ip: plainIp(req.ip), surface, clientId }
  const result = await provePhone(deps, given)
  if (!result.ok) {
    const status = { refused: 401, throttled: 429, app_blocked: 403, not_permitted: 403 }[result.reason]
    return askForPhoneCode(visit, number, status, result.reason)
  }
  return proceedAsEasy(visit, 'phone', result)
}
