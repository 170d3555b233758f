// A bare SMTP client in a process of its own: gives a server one mail over and over, over some connections, as fast as it takes them.
import { openSmtp, smtpServerOfUrl } from '../../server/platform/smtp.ts'

export type ClientOptions = { smtpUrl: string; connections: number; mails: number; content: string; from: string }

const { smtpUrl, connections, mails, content, from } = JSON.parse(process.argv[2] ?? '{}') as ClientOptions
const bytes = Buffer.from(content, 'base64')

/** Milliseconds for all mails. */
async function send(): Promise<number> {
  const links = await Promise.all(Array.from({ length: connections }, () => openSmtp(smtpServerOfUrl(smtpUrl))))
  const started = performance.now()
  let left = mails
  await Promise.all(
    links.map(async (link, n) => {
      while (left-- > 0) await link.send({ envelope: { from, to: [`m${n}@mail.example`] }, content: bytes })
    }),
  )
  const ms = performance.now() - started
  for (const link of links) link.close()
  return ms
}

process.on('disconnect', () => process.exit(0))
process.on('message', () => void send().then((ms) => process.send?.(ms)))
process.send?.('ready')
