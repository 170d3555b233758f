import { createECDH, ECDH, hash, hkdfSync } from 'node:crypto'
import webPush from 'web-push'
import type { Answer, Outbound } from './outbound.ts'

/** Where a browser takes messages, and the keys to encrypt them for it, as the browser gives them (W3C Push API). */
export type PushAddress = { endpoint: string; keys: { p256dh: string; auth: string } }
export type PushMessage = {
  /** JSON for the page's service worker, below 3 kB. */
  payload: string
  /** Of two messages of a topic that wait at the push service, it delivers the later one. */
  topic: string
  /** How long the push service keeps it for a browser that is off (seconds). */
  ttlSeconds: number
}

export type Push = {
  /** The server's public key (VAPID), which a browser binds its address to. */
  publicKey: string
  /** Hands a message to the browser's push service, encrypted so that only the browser can read it. Never throws. */
  send(address: PushAddress, message: PushMessage): Promise<Answer>
}

/**
 * Web Push (RFC 8030), encrypted (RFC 8291) and signed (VAPID, RFC 8292). The key pair derives from MUSTER_SECRET: made once, the same on every
 * node and after every start, and nowhere at rest.
 */
export function createPush({ secret, url, outbound }: { secret: string; url: string; outbound: Outbound }): Push {
  const keys = vapidKeys(secret)
  // Push services want somebody to turn to; a server that only this machine reaches has no address to tell.
  const subject = url.startsWith('https:') ? url : 'mailto:muster@localhost.localdomain'
  return {
    publicKey: keys.publicKey,
    send: async (address, { payload, topic, ttlSeconds }) => {
      const details = webPush.generateRequestDetails(address, payload, {
        vapidDetails: { subject, ...keys },
        contentEncoding: 'aes128gcm',
        TTL: ttlSeconds,
        urgency: 'normal',
        // At most 32 characters, which say nothing.
        topic: hash('sha256', topic, 'base64url').slice(0, 32),
      })
      const headers = Object.fromEntries(
        Object.entries(details.headers)
          .filter(([name]) => name.toLowerCase() !== 'content-length')
          .map(([name, value]) => [name, String(value)]),
      )
      return outbound.send(details.endpoint, { method: 'POST', headers, body: details.body ?? '', timeoutMs: 10_000 })
    },
  }
}

/** Whether a browser's keys are of the kind that messages can be encrypted with: a point of the curve prime256v1, and 16 bytes. */
export function arePushKeys({ p256dh, auth }: PushAddress['keys']): boolean {
  try {
    ECDH.convertKey(p256dh, 'prime256v1', 'base64url')
  } catch {
    return false
  }
  return Buffer.from(auth, 'base64url').length === 16
}

/** A key pair on prime256v1 from the secret; a scalar out of range, one in four billion, is passed over. */
function vapidKeys(secret: string): { publicKey: string; privateKey: string } {
  for (let i = 0; ; i++) {
    const scalar = Buffer.from(hkdfSync('sha256', secret, 'muster', `web push ${i}`, 32))
    const pair = createECDH('prime256v1')
    try {
      pair.setPrivateKey(scalar)
    } catch {
      continue
    }
    return { publicKey: pair.getPublicKey('base64url'), privateKey: scalar.toString('base64url') }
  }
}
