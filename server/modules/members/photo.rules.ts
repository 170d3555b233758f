export type PhotoType = 'image/png' | 'image/jpeg' | 'image/webp'

/** The type of a picture by its first bytes, whatever it is called; undefined: none of the three that are taken. */
export function photoType(bytes: Uint8Array): PhotoType | undefined {
  const starts = (...head: number[]) => head.every((byte, i) => bytes[i] === byte)
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg'
  const isWebp = starts(0x52, 0x49, 0x46, 0x46) && [0x57, 0x45, 0x42, 0x50].every((byte, i) => bytes[8 + i] === byte)
  return isWebp ? 'image/webp' : undefined
}
