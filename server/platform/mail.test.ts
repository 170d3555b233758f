import { expect, it } from 'vitest'
import { startSmtpSink } from '../../dev/smtp.ts'
import { createMail } from './mail.ts'

it('mail leaves by SMTP, and no name or subject reaches a header of its own (pitfall 20)', async () => {
  const server = await startSmtpSink()
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
