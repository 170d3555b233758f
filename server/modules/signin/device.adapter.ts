import type { Configuration } from 'oidc-provider'
import { requestOf } from '../../platform/request.ts'
import { environmentOf } from '../../platform/userAgent.ts'
import { markOf } from './app.rules.ts'
import { confirmDevicePage, deviceDonePage, enterCodePage, type CodeProblem, type FormFields } from './device.page.ts'
import { show } from './show.adapter.ts'
import type { DeviceFacts } from './prompts.adapter.ts'

type DeviceFlow = NonNullable<NonNullable<Configuration['features']>['deviceFlow']>

/** What the provider's own errors mean to whoever entered a code. */
const problems: Record<string, CodeProblem> = {
  NoCodeError: 'missing',
  NotFoundError: 'unknown',
  ExpiredError: 'expired',
  AlreadyUsedError: 'used',
  AbortedError: 'aborted',
}

/** SX-1: device authorization (RFC 8628): a device without a keyboard shows a code, and a member lets it in elsewhere. */
export function deviceFlow(): DeviceFlow {
  return {
    enabled: true,
    charset: 'base-20',
    mask: '****-****',
    deviceInfo: (ctx) => {
      const { ip, userAgent } = requestOf(ctx.req)
      return { ip, userAgent } satisfies DeviceFacts
    },
    userCodeInputSource: async (ctx, form, out, err) => {
      const problem = err && (problems[err.name] ?? (out?.error === 'slow_down' ? 'throttled' : 'failed'))
      const typed = (err as { userCode?: string } | undefined)?.userCode ?? ''
      show(ctx, (locale, nonce) => enterCodePage({ locale, nonce, form: fieldsOf(form), typed, ...(problem ? { problem } : {}) }))
    },
    userCodeConfirmSource: async (ctx, form, client, deviceInfo, userCode) => {
      const { ip, userAgent } = deviceInfo as DeviceFacts
      const { browser, os } = environmentOf(userAgent)
      const device = [browser, os, ip].filter(Boolean).join(' · ')
      const app = { name: client.clientName ?? client.clientId, company: markOf(client)?.companyName ?? '' }
      show(ctx, (locale, nonce) => confirmDevicePage({ locale, nonce, form: fieldsOf(form), app, device, userCode }))
    },
    successSource: async (ctx) => {
      const app = ctx.oidc.client?.clientName ?? ''
      show(ctx, (locale, nonce) => deviceDonePage({ locale, nonce, app }))
    },
  }
}

/** Where the provider's own form goes, and what guards it against forgery: the rest of it is ours. */
function fieldsOf(form: string): FormFields {
  return { action: /action="([^"]+)"/.exec(form)?.[1] ?? '', xsrf: /name="xsrf" value="([^"]+)"/.exec(form)?.[1] ?? '' }
}
