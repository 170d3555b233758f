import { spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'

/**
 * RFC 6238 by hand, from nothing of the server's own: SHA-1, 30 seconds, 6 digits; `step`: so many steps from the next one, so that a code
 * still holds when a step ends before it is looked at.
 */
export function totp(secret: string, step = 0): string {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [])
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + 1 + step))
  const mac = createHmac('sha1', key).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** The same by OATH Toolkit's own program, where the machine has it; `step`: so many steps from the current one. */
export function oathtool(secret: string, step = 0): string {
  const at = `@${Math.floor(Date.now() / 1_000) + 30 * step}`
  const { status, stdout, stderr } = spawnSync('oathtool', ['--totp', '--base32', '--now', at, secret], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return stdout.trim()
}

export const hasOathtool = spawnSync('oathtool', ['--version']).status === 0
