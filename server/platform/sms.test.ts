import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { startSmsSink } from '../../dev/sms.ts'
import { createSms, SmsError } from './sms.ts'

const text = { id: '00000000-0000-7000-8000-000000000001', to: '+821012345678', text: '123456 코드' }
const from = 'Muster'
const failureOf = (url: string, token?: string) =>
  createSms({ url, token, from })
    .send(text)
    .catch((err: unknown) => err)

it('MB-8: a text leaves as one request, and one that comes again is taken once', async () => {
  const sink = await startSmsSink()
  onTestFinished(() => sink.close())
  const sms = createSms({ url: sink.url, token: sink.token, from })
  expect(await sms.send(text)).toEqual({ reply: '202 Accepted' })
  await sms.send(text)
  expect(sink.texts).toEqual([{ ...text, from }])
  expect(await failureOf(sink.url, 'another')).toMatchObject({ status: 401 })
  await expect(sms.send({ ...text, to: '+821012340000' })).rejects.toMatchObject({ status: 400 })
})

/** A gateway that answers each request with these bytes; null: it hangs up when the request has come. */
async function scripted(answer: string | null): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => (answer === null ? socket.destroy() : socket.end(answer)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

it.each([
  ['hung up', null, { status: 0, begun: true }],
  ['busy', 'HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n', { status: 503 }],
  [
    'elsewhere: the token does not follow',
    'HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n',
    { status: 302 },
  ],
])('MB-8: what is known of a gateway that is %s', async (_, answer, known) => {
  const failed = await failureOf(await scripted(answer))
  expect(failed).toBeInstanceOf(SmsError)
  expect(failed).toMatchObject(known)
})

it('MB-8: nothing has left where nobody listens, or none is set', async () => {
  const closed = await startSmsSink()
  await closed.close()
  expect(await failureOf(closed.url)).toMatchObject({ status: 0, begun: false })
  await expect(createSms(undefined).send(text)).rejects.toMatchObject({ begun: false })
})
