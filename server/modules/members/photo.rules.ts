export type PhotoType = 'image/png' | 'image/jpeg' | 'image/webp'

/** A picture as it is kept: without what it says of where and by whom it was taken. */
export type Picture = { type: PhotoType; width: number; height: number; bytes: Buffer }

/** The longest side of a photo in pixels: few bytes can say a picture that freezes whoever looks at it. */
export const maxPhotoSide = 4_096

/** Reads a picture by its bytes, whatever it is called; undefined: none of the three kinds that are taken, or broken. */
export function readPhoto(bytes: Buffer): Picture | undefined {
  try {
    const picture = readPng(bytes) ?? readJpeg(bytes) ?? readWebp(bytes)
    return picture && picture.width > 0 && picture.height > 0 ? picture : undefined
  } catch (err) {
    // It ends before what it says.
    if (err instanceof RangeError) return undefined
    throw err
  }
}

/** The bytes from one place to another. @throws RangeError where there are fewer */
function part(bytes: Buffer, from: number, to: number): Buffer {
  if (to < from || to > bytes.length) throw new RangeError('ends too early')
  return bytes.subarray(from, to)
}

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex')
const pngMetadata = ['eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME']

function readPng(bytes: Buffer): Picture | undefined {
  if (!bytes.subarray(0, 8).equals(pngSignature)) return undefined
  const kept: Buffer[] = [pngSignature]
  for (let at = 8, kind = ''; kind !== 'IEND'; at += 12 + bytes.readUInt32BE(at)) {
    const chunk = part(bytes, at, at + 12 + bytes.readUInt32BE(at))
    kind = chunk.toString('latin1', 4, 8)
    if (!pngMetadata.includes(kind)) kept.push(chunk)
  }
  const header = part(bytes, 8, 33)
  if (header.toString('latin1', 4, 8) !== 'IHDR') return undefined
  return { type: 'image/png', width: header.readUInt32BE(8), height: header.readUInt32BE(12), bytes: Buffer.concat(kept) }
}

const startOfScan = 0xda
const endOfImage = 0xd9
/** EXIF and XMP, IPTC, comments. */
const jpegMetadata = [0xe1, 0xed, 0xfe]
/** Markers that say the size: all kinds of frames. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

function readJpeg(bytes: Buffer): Picture | undefined {
  if (bytes.readUIntBE(0, 3) !== 0xff_d8_ff) return undefined
  const kept = [part(bytes, 0, 2)]
  const size = { width: 0, height: 0 }
  for (let at = 2, marker = 0; marker !== endOfImage;) {
    if (bytes.readUInt8(at) !== 0xff) return undefined
    marker = bytes.readUInt8(at + 1)
    // Any number of these may stand before a marker.
    if (marker === 0xff) {
      at += 1
      continue
    }
    const end = marker === endOfImage ? at + 2 : endOfSegment(bytes, at, marker)
    if (isFrame(marker)) {
      size.height = Math.max(size.height, bytes.readUInt16BE(at + 5))
      size.width = Math.max(size.width, bytes.readUInt16BE(at + 7))
    }
    if (!jpegMetadata.includes(marker)) kept.push(part(bytes, at, end))
    at = end
  }
  return { type: 'image/jpeg', ...size, bytes: Buffer.concat(kept) }
}

/** Where a segment of a JPEG ends, its coded picture included. */
function endOfSegment(bytes: Buffer, at: number, marker: number): number {
  let end = at + 2 + bytes.readUInt16BE(at + 2)
  if (marker !== startOfScan) return end
  const goesOn = (next: number) => next === 0 || (next >= 0xd0 && next <= 0xd7)
  while (bytes.readUInt8(end) !== 0xff || goesOn(bytes.readUInt8(end + 1))) end += 1
  return end
}

const webpMetadata = ['EXIF', 'XMP ']
/** Bits of the header that announce them. */
const webpAnnounced = 0x0c

function readWebp(bytes: Buffer): Picture | undefined {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP') return undefined
  const kept: Buffer[] = []
  const size = { width: 0, height: 0 }
  const end = 8 + bytes.readUInt32LE(4)
  for (let at = 12; at < end;) {
    const length = bytes.readUInt32LE(at + 4)
    const chunk = Buffer.from(part(bytes, at, at + 8 + length))
    const kind = chunk.toString('latin1', 0, 4)
    const [width, height] = webpSize(kind, chunk)
    size.width = Math.max(size.width, width)
    size.height = Math.max(size.height, height)
    if (kind === 'VP8X') chunk.writeUInt8(chunk.readUInt8(8) & ~webpAnnounced, 8)
    if (!webpMetadata.includes(kind)) kept.push(chunk, Buffer.alloc(length % 2))
    at += 8 + length + (length % 2)
  }
  const body = Buffer.concat(kept)
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
  head.writeUInt32LE(4 + body.length, 4)
  return { type: 'image/webp', ...size, bytes: Buffer.concat([head, body]) }
}

/** Width and height that a chunk of a WebP says; none: zero. */
function webpSize(kind: string, chunk: Buffer): [number, number] {
  if (kind === 'VP8X') return [1 + chunk.readUIntLE(12, 3), 1 + chunk.readUIntLE(15, 3)]
  if (kind === 'VP8 ') return [chunk.readUInt16LE(14) & 0x3fff, chunk.readUInt16LE(16) & 0x3fff]
  if (kind !== 'VP8L') return [0, 0]
  const bits = chunk.readUInt32LE(9)
  return [1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff)]
}
