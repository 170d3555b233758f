import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export type FakeS3 = { endpoint: string; objects: Map<string, Buffer>; stop(): Promise<void> }

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** Whether a request bears the signature that AWS Signature Version 4 asks for, worked out from the description of it alone. */
function isSigned(req: IncomingMessage, secret: string): boolean {
  const found =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/(?<day>\d{8})\/(?<region>[^/]+)\/s3\/aws4_request, SignedHeaders=(?<signed>[^,]+), Signature=(?<signature>[0-9a-f]{64})$/.exec(
      req.headers.authorization ?? '',
    )?.groups
  if (!found) return false
  const { day = '', region = '', signed = '', signature } = found
  const headers = signed.split(';').map((name) => `${name}:${String(req.headers[name] ?? '').trim()}\n`)
  const [path = '', query = ''] = (req.url ?? '').split('?')
  const canonical = [req.method, path, query, headers.join(''), signed, req.headers['x-amz-content-sha256']].join('\n')
  const text = ['AWS4-HMAC-SHA256', req.headers['x-amz-date'], `${day}/${region}/s3/aws4_request`, sha256(canonical)].join('\n')
  const key = ['s3', 'aws4_request'].reduce((k, part) => hmac(k, part), hmac(hmac(`AWS4${secret}`, day), region))
  return hmac(key, text).toString('hex') === signature
}

/** A storage that speaks as much of S3 as Muster does: one object put, read and deleted at a time, each request signed. */
export async function startS3({ secret, bucket }: { secret: string; bucket: string }): Promise<FakeS3> {
  const objects = new Map<string, Buffer>()
  const server = createServer((req, res) => {
    const parts: Buffer[] = []
    req.on('data', (part: Buffer) => parts.push(part))
    req.on('end', () => {
      const key = decodeURIComponent((req.url ?? '').replace(`/${bucket}/`, ''))
      const body = Buffer.concat(parts)
      const answer = (status: number, text: string | Buffer = '') => res.writeHead(status).end(text)
      if (!isSigned(req, secret)) return answer(403, '<Code>SignatureDoesNotMatch</Code>')
      if (req.method === 'DELETE') return answer(objects.delete(key) ? 204 : 404)
      if (req.method === 'GET') return objects.has(key) ? answer(200, objects.get(key)) : answer(404, '<Code>NoSuchKey</Code>')
      // Real ones refuse a body whose length is not said.
      if (req.headers['content-length'] === undefined) return answer(411, '<Code>MissingContentLength</Code>')
      objects.set(key, body)
      return answer(200)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
