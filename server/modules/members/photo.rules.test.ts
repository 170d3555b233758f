import { describe, expect, it } from 'vitest'
import { readPhoto } from './photo.rules.ts'

const place = 'GPS 37.5665 N 126.9780 E'
const text = (value: string) => Buffer.from(value, 'latin1')
const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex')
function uint(length: number, value: number, order: 'BE' | 'LE' = 'BE'): Buffer {
  const written = Buffer.alloc(length)
  if (order === 'BE') written.writeUIntBE(value, 0, length)
  else written.writeUIntLE(value, 0, length)
  return written
}

const pngChunk = (kind: string, data: Buffer) => Buffer.concat([uint(4, data.length), text(kind), data, Buffer.alloc(4)])
const png = (width: number, height: number, ...more: Buffer[]) =>
  Buffer.concat([
    bytes('89504e470d0a1a0a'),
    pngChunk('IHDR', Buffer.concat([uint(4, width), uint(4, height), bytes('08 02 00 00 00')])),
    ...more,
    pngChunk('IDAT', text('picture')),
    pngChunk('IEND', Buffer.alloc(0)),
  ])

const segment = (marker: number, data: Buffer) => Buffer.concat([uint(2, 0xff00 + marker), uint(2, data.length + 2), data])
const frame = (width: number, height: number) => Buffer.concat([bytes('08'), uint(2, height), uint(2, width), bytes('01 011100')])
const jpeg = (width: number, height: number, ...more: Buffer[]) =>
  Buffer.concat([
    bytes('ffd8'),
    segment(0xe0, text('JFIF\0')),
    ...more,
    segment(0xc0, frame(width, height)),
    segment(0xda, bytes('01 0100 003f00')),
    // A coded FF, and a marker to start again at.
    bytes('12 ff00 34 ffd0 56'),
    bytes('ffd9'),
  ])

const riffChunk = (kind: string, data: Buffer) =>
  Buffer.concat([text(kind), uint(4, data.length, 'LE'), data, Buffer.alloc(data.length % 2)])
function webp(...chunks: Buffer[]): Buffer {
  const body = Buffer.concat([text('WEBP'), ...chunks])
  return Buffer.concat([text('RIFF'), uint(4, body.length, 'LE'), body])
}
const canvas = (width: number, height: number, flags = '00') =>
  riffChunk('VP8X', Buffer.concat([bytes(`${flags} 000000`), uint(3, width - 1, 'LE'), uint(3, height - 1, 'LE')]))
const lossy = (width: number, height: number) =>
  riffChunk('VP8 ', Buffer.concat([bytes('100000 9d012a'), uint(2, width, 'LE'), uint(2, height, 'LE')]))
const lossless = (width: number, height: number) =>
  riffChunk('VP8L', Buffer.concat([bytes('2f'), uint(4, width - 1 + (height - 1) * 0x4000, 'LE')]))

describe('MB-2: a photo by its bytes', () => {
  it.each([
    ['image/png', png(640, 480)],
    ['image/jpeg', jpeg(640, 480)],
    ['image/webp', webp(lossy(640, 480))],
    ['image/webp', webp(lossless(640, 480))],
    ['image/webp', webp(canvas(640, 480), lossy(640, 480))],
  ])('%s with its size, kept as it is', (type, file) => {
    expect(readPhoto(file)).toEqual({ type, width: 640, height: 480, bytes: file })
  })

  it('the larger counts where a file says two sizes', () => {
    expect(readPhoto(webp(canvas(10, 10), lossless(16_000, 9)))).toMatchObject({ width: 16_000, height: 10 })
    expect(readPhoto(jpeg(10, 10, segment(0xc2, frame(30_000, 9))))).toMatchObject({ width: 30_000, height: 10 })
  })

  it.each([
    ['PNG', png(64, 48, pngChunk('eXIf', text(place)), pngChunk('iTXt', text(place))), png(64, 48)],
    ['JPEG', jpeg(64, 48, segment(0xe1, text(`Exif\0\0${place}`)), segment(0xed, text(place)), segment(0xfe, text(place))), jpeg(64, 48)],
    ['JPEG with another picture behind', Buffer.concat([jpeg(64, 48), jpeg(8, 8, segment(0xe1, text(place)))]), jpeg(64, 48)],
    [
      'WebP',
      webp(canvas(64, 48, '0c'), lossy(64, 48), riffChunk('EXIF', text(place)), riffChunk('XMP ', text(`${place}.`))),
      webp(canvas(64, 48), lossy(64, 48)),
    ],
  ])('%s: what it says of the place is left out', (_, file, kept) => {
    expect(readPhoto(file)?.bytes).toEqual(kept)
  })

  it.each([
    ['SVG', text('<svg onload=alert(1)>')],
    ['a GIF', text('GIF89a\x01\0\x01\0')],
    ['a PNG of nothing but its first bytes', bytes('89504e470d0a1a0a')],
    [
      'a PNG that begins with another chunk',
      Buffer.concat([bytes('89504e470d0a1a0a'), pngChunk('tEXt', text('some text of 13')), png(1, 1).subarray(8)]),
    ],
    ['a PNG without a width', png(0, 10)],
    ['half a PNG', png(64, 48).subarray(0, 50)],
    ['half a JPEG', jpeg(64, 48).subarray(0, 25)],
    ['a JPEG without a frame', Buffer.concat([bytes('ffd8'), segment(0xe0, text('JFIF\0')), bytes('ffd9')])],
    ['half a WebP', webp(lossy(64, 48)).subarray(0, 20)],
    ['a WebP without a picture', webp(riffChunk('ICCP', text('profile')))],
    ['nothing', Buffer.alloc(0)],
  ])('%s is refused', (_, file) => {
    expect(readPhoto(file)).toBeUndefined()
  })
})
