import { createECDH } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decryptPush, startPushService, type PushService } from '../../dev/push.ts'
import { createOutbound } from './outbound.ts'
import { arePushKeys, createPush } from './push.ts'

const secret = 'a secret of at least 32 characters'
const pushOf = (allowPrivate: boolean, url = 'https://muster.example') =>
  createPush({ secret, url, outbound: createOutbound({ allowPrivate }) })
const message = { payload: JSON.stringify({ title: '새 기기에서 로그인' }), topic: '1', ttlSeconds: 60 }

let service: PushService
beforeAll(async () => void (service = await startPushService()))
afterAll(() => service.close())

describe('Web Push', () => {
  it('the browsers of the tests decrypt as RFC 8291 has it (appendix A)', () => {
    const receiver = createECDH('prime256v1')
    receiver.setPrivateKey('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94', 'base64url')
    const auth = Buffer.from('BTBZMqHH6r4Tts7J_aSIgg', 'base64url')
    const body = Buffer.from(
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
      'base64url',
    )
    expect(decryptPush(body, receiver, auth)).toBe('When I grow up, I want to be a watermelon')
  })

  it('what is sent only the browser can read, signed by the one key that every node and every start has', async () => {
    const { publicKey } = pushOf(true)
    const browser = service.subscribe(publicKey)
    expect(await pushOf(true).send(browser.address, message)).toMatchObject({ reached: true, status: 201 })
    expect(browser.messages).toEqual([
      {
        text: message.payload,
        ttlSeconds: 60,
        topic: expect.stringMatching(/^[\w-]{32}$/) as string,
        urgency: 'normal',
        subject: 'https://muster.example',
        key: publicKey,
      },
    ])
    const stranger = createPush({ secret: `${secret}!`, url: 'http://localhost', outbound: createOutbound({ allowPrivate: true }) })
    expect(await stranger.send(browser.address, message)).toMatchObject({ status: 403 })
  })

  it('an address that leads into this machine or network is never reached', async () => {
    const { keys } = service.subscribe('').address
    for (const endpoint of ['https://127.0.0.1/x', 'https://localhost/x', 'https://[::1]/x', 'https://169.254.169.254/latest'])
      expect(await pushOf(false).send({ endpoint, keys }, message), endpoint).toMatchObject({ failure: 'private_address' })
  })

  it.each([
    ['a point of the curve and 16 bytes', {}, true],
    ['no point of the curve', { p256dh: Buffer.alloc(65, 4).toString('base64url') }, false],
    ['a short secret', { auth: 'AAAA' }, false],
  ])('keys: %s', (_, change, expected) => {
    expect(arePushKeys({ ...service.subscribe('').address.keys, ...change })).toBe(expected)
  })
})
