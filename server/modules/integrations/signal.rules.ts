import type { Credential } from '@muster/contract'

type Data = Readonly<Record<string, unknown>>
type Told = { at: Date; data: Data }
export type SignalClaims = { sub_id: Data; events: Record<string, Data> }

const caep = 'https://schemas.openid.net/secevent/caep/event-type'
const verification = 'https://schemas.openid.net/secevent/ssf/event-type/verification'
/** What a transmitter's configuration says that it tells. */
export const signals = { 'session.revoked': `${caep}/session-revoked`, 'credential.changed': `${caep}/credential-change` } as const

/** CAEP 1.0 names these; others are words of ours, which it allows. */
const credentialTypes: Readonly<Record<Credential, string>> = {
  password: 'password',
  passkey: 'fido2-platform',
  second_step: 'app',
  recovery_codes: 'recovery-codes',
  sms: 'phone-sms',
  phone: 'phone-sms',
  line: 'line',
}

/** RE-3: who made a connection end, as far as the reason alone says so. */
const initiators: Readonly<Record<string, 'admin' | 'user' | 'policy' | 'system'>> = {
  signed_out: 'user',
  replaced: 'user',
  deleted: 'admin',
  transferred: 'admin',
  app_blocked: 'admin',
  two_step_reset: 'admin',
  permission_changed: 'admin',
  app_removed: 'admin',
  operation_requested: 'admin',
  refresh_reused: 'policy',
  enrolment_skipped: 'policy',
  expired: 'system',
}

const seconds = (at: Date) => Math.floor(at.getTime() / 1000)
const subOf = (data: Data) => (data['member'] as { sub: string }).sub

/** RE-3: the claims of a security event token (RFC 8417) that tell of a connection's end (CAEP 1.0, session-revoked). `issuer`: of ID tokens. */
export function sessionRevoked({ at, data }: Told, issuer: string): SignalClaims {
  const reason = String(data['reason'])
  return {
    sub_id: {
      format: 'complex',
      user: { format: 'iss_sub', iss: issuer, sub: subOf(data) },
      session: { format: 'opaque', id: data['connection'] },
    },
    events: {
      [signals['session.revoked']]: {
        event_timestamp: seconds(at),
        ...(initiators[reason] && { initiating_entity: initiators[reason] }),
        reason_admin: { en: reason },
      },
    },
  }
}

/** RE-3: the same of what a member signs in by (CAEP 1.0, credential-change). */
export function credentialChange({ at, data }: Told, issuer: string): SignalClaims {
  const actor = data['actor'] as { kind: string; sub: string | null } | null
  const own = actor?.sub === subOf(data)
  return {
    sub_id: { format: 'iss_sub', iss: issuer, sub: subOf(data) },
    events: {
      [signals['credential.changed']]: {
        event_timestamp: seconds(at),
        credential_type: credentialTypes[data['credential'] as Credential],
        change_type: data['change'],
        initiating_entity: actor?.kind === 'member' ? (own ? 'user' : 'admin') : 'system',
      },
    },
  }
}

/** RE-3: what is sent by hand, to see whether a stream works (SSF 1.0, verification). */
export function verificationOf({ streamId, state }: { streamId: string; state: string }): SignalClaims {
  return { sub_id: { format: 'opaque', id: streamId }, events: { [verification]: { state } } }
}
