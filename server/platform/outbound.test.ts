import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOutbound, isPublicAddress } from './outbound.ts'

let server: Server
let port: number
const heard: string[] = []
beforeAll(async () => {
  server = createServer((req, res) => {
    heard.push(req.url ?? '')
    if (req.url === '/never') return
    if (req.url === '/drip') {
      res.writeHead(200, { 'retry-after': '7' }).write('slowly')
      return
    }
    if (req.url === '/elsewhere') res.writeHead(302, { location: '/ok' })
    else res.writeHead(req.url === '/broken' ? 503 : 200)
    res.end('x'.repeat(100_000))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

describe('requests to addresses that others register', () => {
  it.each([
    ['8.8.8.8', true],
    ['2001:4860:4860::8888', true],
    ['127.0.0.1', false],
    ['10.1.2.3', false],
    ['172.31.255.255', false],
    ['172.32.0.1', true],
    ['192.168.0.1', false],
    ['169.254.169.254', false],
    ['0.0.0.0', false],
    ['255.255.255.255', false],
    ['::1', false],
    ['::127.0.0.1', false],
    ['64:ff9b:1::a00:1', false],
    ['2001:0:a00:1::', false],
    ['fec0::1', false],
    ['::ffff:10.0.0.1', false],
    ['fd00::1', false],
    ['fe80::1', false],
    ['not an address', false],
  ])('%s is public: %s', (ip, expected) => expect(isPublicAddress(ip)).toBe(expected))

  it('one that leads to this machine or network is refused, by address and by name, before anything is sent', async () => {
    const { post } = createOutbound({ allowPrivate: false })
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1'])
      expect(await post(`http://${host}:${port}/ok`, { a: 'b' }), host).toEqual({ ok: false, failure: 'private_address', status: null })
    expect(heard).toEqual([])
  })

  it('says what came of it; follows nothing; does not wait for ever', async () => {
    const { post } = createOutbound({ allowPrivate: true, timeoutMs: 300 })
    const to = (path: string, at = port) => post(`http://localhost:${at}${path}`, { a: 'b' })
    expect(await to('/ok')).toEqual({ ok: true })
    expect(await to('/broken')).toEqual({ ok: false, failure: 'status', status: 503 })
    expect(await to('/elsewhere')).toEqual({ ok: false, failure: 'redirect', status: 302 })
    expect(heard).toEqual(['/ok', '/broken', '/elsewhere'])
    expect(await to('/never')).toEqual({ ok: false, failure: 'timeout', status: null })
    expect(await to('/ok', 1)).toEqual({ ok: false, failure: 'unreachable', status: null })
    expect(await post(`https://localhost:${port}/ok`, {})).toEqual({ ok: false, failure: 'unreachable', status: null })
  })

  it('a request of its own making; of the answer no more is read than asked for, nor longer', async () => {
    const { send } = createOutbound({ allowPrivate: true, timeoutMs: 300 })
    const to = (path: string, readBytes: number) =>
      send(`http://localhost:${port}${path}`, { method: 'POST', headers: { 'x-of': 'ours' }, body: Buffer.from('é'), readBytes })
    expect(await to('/broken', 5)).toMatchObject({ reached: true, status: 503, body: 'xxxxx' })
    expect(await to('/drip', 100)).toMatchObject({ reached: true, status: 200, headers: { 'retry-after': '7' }, body: 'slowly' })
    expect(await send('http://[::1]:1/', { method: 'GET', headers: {} })).toMatchObject({ reached: false, failure: 'unreachable' })
    const guarded = await createOutbound({ allowPrivate: false }).send(`http://localhost:${port}/ok`, { method: 'GET', headers: {} })
    expect(guarded).toMatchObject({ reached: false, failure: 'private_address', reason: 'the address is not a public one' })
  })
})
