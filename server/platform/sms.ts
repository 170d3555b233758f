export type Text = { id: string; to: string; text: string }
export type SmsSettings = { url: string; token: string | undefined; from: string }
export type SmsGateway = {
  /** Whether a gateway is set; without one nothing is offered that needs it. */
  configured: boolean
  /** Hands one text over. @returns the gateway's status line @throws SmsError */
  send(text: Text): Promise<{ reply: string }>
}

/** Why a text was not handed over. */
export class SmsError extends Error {
  /** The gateway's HTTP status; 0: it did not answer. */
  readonly status: number
  /** Whether the text had begun to leave: without an answer nobody knows whether it arrived. */
  readonly begun: boolean

  constructor(message: string, status: number, begun: boolean, cause?: unknown) {
    super(message, { cause })
    this.status = status
    this.begun = begun
  }
}

const seconds = 10
/** Failures after which nothing has left: the connection was never there. */
const notBegun = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

/**
 * The way out for text messages: one HTTP request each, as docs/operate.md describes it. Redirects are not followed, since the token would
 * go with them; what the gateway says besides its status is not kept, since it may repeat the code.
 */
export function createSms(settings: SmsSettings | undefined): SmsGateway {
  return {
    configured: settings !== undefined,
    send: async ({ id, to, text }) => {
      if (!settings) throw new SmsError('no SMS gateway is set', 0, false)
      const answer = await post(settings, { id, to, from: settings.from, text })
      await answer.body?.cancel()
      const reply = `${answer.status} ${answer.statusText}`.trim()
      if (!answer.ok) throw new SmsError(reply, answer.status, true)
      return { reply }
    },
  }
}

async function post({ url, token }: SmsSettings, body: object): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(seconds * 1_000),
    })
  } catch (err) {
    const { cause, name, message } = err as Error & { cause?: { code?: string; message?: string } }
    const code = cause?.code ?? name
    throw new SmsError(cause?.message ? `${code}: ${cause.message}` : message, 0, !notBegun.has(code), err)
  }
}
