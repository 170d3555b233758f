import { describe, expect, it } from 'vitest'
import { createReader } from './copyOut.ts'

const message = (kind: string, body: string) => {
  const text = Buffer.from(body)
  const head = Buffer.alloc(5)
  head.write(kind)
  head.writeUInt32BE(text.length + 4, 1)
  return Buffer.concat([head, text])
}
const rows = ['a,"갤럭시"\n', '', 'b,dE c\n', 'd\n']
const began = [message('H', '\0\0\0'), message('S', 'TimeZone\0UTC\0'), message('d', rows[0] ?? ''), message('N', 'notice')]
const sent = [...began, ...rows.slice(1).map((row) => message('d', row))]

function read(bytes: Buffer, cut: number) {
  const reader = createReader()
  let text = Buffer.alloc(0)
  for (let at = 0; at < bytes.length; at += cut) {
    const chunk = Buffer.from(bytes.subarray(at, at + cut))
    const { size, rest } = reader.take(chunk)
    text = Buffer.concat([text, chunk.subarray(0, size)])
    if (rest) return { text: text.toString(), rows: reader.rows(), rest: Buffer.concat([rest, bytes.subarray(at + cut)]).toString() }
  }
  return { text: text.toString(), rows: reader.rows(), rest: null }
}

describe('rows of COPY', () => {
  it.each([
    ['all have come', Buffer.concat([message('c', ''), message('C', 'COPY 4\0'), message('Z', 'I')])],
    ['the database gave up', Buffer.concat([message('E', 'SFATAL\0\0'), message('Z', 'E')])],
  ])('wherever what comes is cut: %s, and what follows is the driver’s', (_, end) => {
    const all = Buffer.concat([...sent, end])
    for (let cut = 1; cut <= all.length; cut++)
      expect(read(all, cut), `in pieces of ${cut}`).toEqual({ text: rows.join(''), rows: 4, rest: end.toString() })
  })

  it('is not over before the database says so', () => {
    expect(read(Buffer.concat(sent), 7)).toEqual({ text: rows.join(''), rows: 4, rest: null })
  })
})
