import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { simpleParser } from 'mailparser'
import { expect, it, onTestFinished } from 'vitest'
import { startSmtpSink } from '../../dev/smtp.ts'
import { createComposer, createMail, mailServerOfUrl, textPiece } from './mail.ts'
import { MailError, smtpServerOf } from './smtp.ts'

const mailTo = (url: string | undefined) => createMail(mailServerOfUrl(url, 'Muster <muster@example.com>'))

it('mail leaves by SMTP, and no name or subject reaches a header of its own (pitfall 20)', async () => {
  const server = await startSmtpSink()
  const mail = mailTo(server.url)
  const { reply } = await mail.send({
    to: { name: '김민준\r\nBcc: evil@example.com', address: 'minjun@example.com' },
    subject: '설치 안내\r\nX-Evil: 1',
    text: '안녕하세요',
  })
  expect(reply).toMatch(/^250/)
  const [got] = server.mails
  expect(got?.headers.has('x-evil')).toBe(false)
  expect(got?.bcc).toBeUndefined()
  expect(got?.to).toMatchObject({ value: [{ address: 'minjun@example.com' }] })
  expect(got?.text).toContain('안녕하세요')
  expect(got?.from).toMatchObject({ value: [{ name: 'Muster', address: 'muster@example.com' }] })
  expect(got?.messageId).toMatch(/^<[-0-9a-f]{36}@example\.com>$/)
  expect(got?.date?.getTime()).toBeGreaterThan(Date.now() - 60_000)
  await expect(mail.send({ to: { name: 'x', address: 'refused@example.com' }, subject: 's', text: 't' })).rejects.toThrow(/no such mailbox/)
  await server.close()
})

it('IS-6: HTML in pieces arrives as one text, whatever stands where they meet; no line is longer than 76', async () => {
  const pieces = [
    '<p title="a=b">',
    '김민준 ',
    '</p>\n.\n',
    ' x='.repeat(60),
    '',
    '안녕하세요'.repeat(20),
    'trailing \t',
    '\r\n<i>日本</i> end ',
  ]
  const html = pieces.join('')
  for (const given of [html, pieces.map(textPiece)]) {
    const { content } = createComposer('Muster <muster@example.com>')({
      to: { name: 'x', address: 'x@example.com' },
      subject: 's',
      text: 't',
      html: given,
    })
    const got = await simpleParser(content)
    expect(got.html).toBe(html.replaceAll(/\r?\n/g, '\n'))
    expect(
      Math.max(
        ...content
          .toString('latin1')
          .split('\r\n')
          .map(({ length }) => length),
      ),
    ).toBeLessThanOrEqual(76)
  }
})

it('without an SMTP server nothing is sent, and it says so', async () => {
  const mail = mailTo(undefined)
  expect(mail.configured).toBe(false)
  await expect(mail.send({ to: { name: 'x', address: 'x@example.com' }, subject: 's', text: 't' })).rejects.toThrow('no SMTP server is set')
})

/** An SMTP server that answers each line by a script, and the content as `.`; null: it hangs up. */
async function scripted(answers: Record<string, string | null>): Promise<string> {
  const usual: Record<string, string> = {
    EHLO: '250 fine',
    MAIL: '250 fine',
    RCPT: '250 fine',
    DATA: '354 go on',
    '.': '250 taken',
    QUIT: '221 bye',
  }
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    const say = (line: string, otherwise: string) => {
      const answer = line in answers ? answers[line] : otherwise
      return answer === null ? socket.destroy() : socket.write(`${answer}\r\n`)
    }
    let content = false
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      const text = String(chunk)
      if (content && !text.endsWith('\r\n.\r\n')) return
      const verb = content ? '.' : (text.split(/\s/)[0] ?? '')
      say(verb, usual[verb] ?? '502 what')
      content = verb === 'DATA' && !('DATA' in answers)
    })
    say('CONN', '220 ready')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `smtp://me:secret@127.0.0.1:${(server.address() as AddressInfo).port}`
}

const auth = { EHLO: '250 AUTH PLAIN' }
it.each([
  ['no greeting', { CONN: null }, { replyCode: 0, ofMail: false, begun: false, problem: 'closed' }],
  ['an unwilling server', { CONN: '554 no service' }, { replyCode: 554, ofMail: false, begun: false, problem: 'refused' }],
  ['no mail server', { CONN: 'SSH-2.0-OpenSSH' }, { ofMail: false, begun: false, problem: 'not_smtp' }],
  ['a wrong password', { ...auth, AUTH: '535 who are you' }, { replyCode: 535, ofMail: false, begun: false, problem: 'authentication' }],
  [
    'a sender not allowed',
    { ...auth, AUTH: '235 welcome', MAIL: '550 not you' },
    { replyCode: 550, ofMail: false, begun: false, problem: 'sender' },
  ],
  [
    'a recipient not known',
    { ...auth, AUTH: '235 welcome', RCPT: '550 no such mailbox' },
    { replyCode: 550, ofMail: true, begun: false, problem: 'recipient' },
  ],
  ['a recipient to come back for', { ...auth, AUTH: '235 welcome', RCPT: '450 later' }, { replyCode: 450, ofMail: true, begun: false }],
  ['hung up before the content', { ...auth, AUTH: '235 welcome', RCPT: null }, { replyCode: 0, ofMail: false, begun: false }],
  [
    'content not wanted',
    { ...auth, AUTH: '235 welcome', '.': '554 spam' },
    { replyCode: 554, ofMail: true, begun: true, problem: 'content' },
  ],
  ['hung up after the content', { ...auth, AUTH: '235 welcome', '.': null }, { replyCode: 0, ofMail: true, begun: true }],
])('IS-6: what is known after %s', async (_, answers, known) => {
  const mail = mailTo(await scripted(answers))
  const failed = await mail.send({ to: { name: 'x', address: 'x@example.com' }, subject: 's', text: 't' }).catch((err: unknown) => err)
  expect(failed).toBeInstanceOf(MailError)
  expect(failed).toMatchObject(known)
})

it('IS-6: a mail without an address is refused before a server is asked', async () => {
  const mail = mailTo(await scripted({ ...auth, AUTH: '235 welcome' }))
  const failed = mail.send({ to: { name: 'x', address: '' }, subject: 's', text: 't' })
  await expect(failed).rejects.toMatchObject({ replyCode: 550, ofMail: true, begun: false })
})

it('a server that somebody else than the operator set is never one of the operator’s own network', async () => {
  const { port } = new URL(await scripted({}))
  const settings = { host: 'localhost', port: Number(port), tls: 'none', user: null, password: null } as const
  const mail = (publicOnly: boolean) => createMail({ ...smtpServerOf({ ...settings, publicOnly }), from: 'muster@example.com' })
  const to = { to: { name: 'x', address: 'x@example.com' }, subject: 's', text: 't' }
  await expect(mail(true).send(to)).rejects.toMatchObject({ problem: 'private_address', replyCode: 0 })
  await expect(mail(false).send(to)).resolves.toMatchObject({ reply: '250 taken' })
})

it('without STARTTLS nothing is sent where it is required, and what is not there says so', async () => {
  const { port } = new URL(await scripted({}))
  const to = { to: { name: 'x', address: 'x@example.com' }, subject: 's', text: 't' }
  const mail = (host: string, at: number) =>
    createMail({
      ...smtpServerOf({ host, port: at, tls: 'starttls', user: null, password: null, publicOnly: false }),
      from: 'muster@example.com',
    })
  await expect(mail('127.0.0.1', Number(port)).send(to)).rejects.toMatchObject({ problem: 'tls', begun: false })
  await expect(mail('127.0.0.1', 9).send(to)).rejects.toMatchObject({ problem: 'refused' })
})
