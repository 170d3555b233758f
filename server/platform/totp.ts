import { generateSecret, generateSync, generateURI, verifySync } from 'otplib'
import { renderSVG } from 'uqr'

/** A new seed for an authenticator app, base32, 160 bits. */
export function newTotpSecret(): string {
  return generateSecret()
}

/** The time step whose code this is (RFC 6238: SHA-1, 6 digits, 30 s), now, just before or just after; undefined: of none of these. */
export function totpStepOf(secret: string, code: string, now: Date): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const found = verifySync({ secret, token: code, epoch: Math.floor(now.getTime() / 1000), epochTolerance: 30 })
  return found.valid && 'timeStep' in found ? found.timeStep : undefined
}

/** The code that an authenticator app shows at an instant. */
export function totpCodeAt(secret: string, now: Date): string {
  return generateSync({ secret, epoch: Math.floor(now.getTime() / 1000) })
}

/** The address that opens an authenticator app on the device itself (`otpauth://`), and the same as a picture to scan, an SVG. */
export function totpOffer(secret: string, label: string, issuer: string): { address: string; picture: string } {
  const address = generateURI({ secret, label, issuer })
  return { address, picture: renderSVG(address, { border: 2 }) }
}
