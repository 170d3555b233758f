import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { expect, it } from 'vitest'
import { createMail } from './mail.ts'

/** A real SMTP server that keeps what it takes; it refuses recipients named `refused`. */
async function smtp(): Promise<{ url: string; mails: ParsedMail[]; close: () => Promise<void> }> {
  const mails: ParsedMail[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (to, _session, done) =>
      done(to.address.startsWith('refused') ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null),
    onData: (stream, _session, done) =>
      simpleParser(stream, (err, mail) => {
        if (!err) mails.push(mail)
        done(err)
      }),
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `smtp://127.0.0.1:${port}`, mails, close: () => new Promise((resolve) => server.close(resolve)) }
}

it('mail leaves by SMTP, and no name or subject reaches a header of its own (pitfall 20)', async () => {
  const server = await smtp()
  const mail = createMail(server.url, 'Muster <muster@example.com>')
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
  await expect(mail.send({ to: { name: 'x', address: 'refused@example.com' }, subject: 's', text: 't' })).rejects.toThrow(/no such mailbox/)
  mail.close()
  await server.close()
})

it('without an SMTP server nothing is sent, and it says so', async () => {
  const mail = createMail(undefined, 'Muster <muster@example.com>')
  expect(mail.configured).toBe(false)
  await expect(mail.send({ to: { name: 'x', address: 'x@example.com' }, subject: 's', text: 't' })).rejects.toThrow('no SMTP server is set')
})
