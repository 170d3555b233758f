import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import type { PasskeyAnswer, PasskeyCreation, PasskeyMade, PasskeyRequest } from '@muster/contract'

const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest()

/** CBOR, as far as an authenticator speaks it: integers, bytes, text and maps. */
type Cbor = number | string | Buffer | Map<number | string, Cbor>

function head(major: number, n: number): Buffer {
  const type = major << 5
  if (n < 24) return Buffer.from([type | n])
  if (n < 256) return Buffer.from([type | 24, n])
  return Buffer.from([type | 25, n >> 8, n & 255])
}

function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, each]) => [cbor(key), cbor(each)])])
}

type How = {
  /** Whether its owner unlocked it (by PIN, finger or face). */
  unlocked?: boolean
  origin?: string
  challenge?: string
  counter?: number
}

/** An authenticator with one passkey, in software: ES256, without attestation. Its counter stays 0, as of those that are synced, unless one is given. */
export class Authenticator {
  readonly #origin: string
  readonly #id = randomBytes(32)
  readonly #key: KeyObject
  readonly #cose: Buffer
  #handle = ''

  constructor(origin: string) {
    this.#origin = origin
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    this.#key = privateKey
    this.#cose = cbor(
      new Map<number, Cbor>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ]),
    )
  }

  get #answered() {
    const id = this.#id.toString('base64url')
    return { id, rawId: id, type: 'public-key' as const }
  }

  #clientData(type: string, asked: string, how: How): Buffer {
    const { challenge = asked, origin = this.#origin } = how
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  }

  /** `attested`: what stands after the counter when a passkey is made. */
  #data(rpId: string, { unlocked = true, counter = 0 }: How, attested?: Buffer): Buffer {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    const flags = 0x01 | (unlocked ? 0x04 : 0) | (attested ? 0x40 : 0)
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, attested ?? Buffer.alloc(0)])
  }

  make(asked: PasskeyCreation, how: How = {}): PasskeyMade {
    this.#handle = asked.user.id
    const length = Buffer.from([0, this.#id.length])
    const attested = Buffer.concat([Buffer.alloc(16), length, this.#id, this.#cose])
    const object = new Map<string, Cbor>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', this.#data(asked.rp.id ?? '', how, attested)],
    ])
    return {
      ...this.#answered,
      response: {
        clientDataJSON: this.#clientData('webauthn.create', asked.challenge, how).toString('base64url'),
        attestationObject: cbor(object).toString('base64url'),
        transports: ['internal'],
      },
    }
  }

  answer(asked: PasskeyRequest, how: How = {}): PasskeyAnswer {
    const client = this.#clientData('webauthn.get', asked.challenge, how)
    const data = this.#data(asked.rpId ?? '', how)
    return {
      ...this.#answered,
      response: {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', Buffer.concat([data, sha256(client)]), this.#key).toString('base64url'),
        userHandle: this.#handle,
      },
    }
  }
}

/** What a page of the sign-in asks of authenticators in the form that sends `name`. */
export function askedOn<T extends PasskeyRequest | PasskeyCreation>(html: string, name: string): T {
  const found = new RegExp(`data-options="([^"]*)"[^>]*><input type="hidden" name="${name}">`).exec(html)?.[1]
  if (found === undefined) throw new Error(`no passkey is asked for as ${name}`)
  return JSON.parse(found.replaceAll('&quot;', '"').replaceAll('&amp;', '&')) as T
}
