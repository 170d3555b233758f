import { mailPorts, type AdministratorRole, type MailServerSettings } from '@muster/contract'

/** P-2: whoever carries a company's mails reads the links and first passwords in them, the Super Admin's as well: nobody below sets the server. */
export function mayChangeMailServer(role: AdministratorRole): boolean {
  return role === 'super_admin'
}

type Target = Pick<MailServerSettings, 'host' | 'port' | 'tls' | 'user'>

/** SX-3: a password that is kept goes to the server that it was given for, and to no other. */
export function isPasswordNeeded(before: (Target & { hasPassword: boolean }) | undefined, wanted: Target): boolean {
  if (wanted.user === null) return false
  return !before?.hasPassword || (['host', 'port', 'tls', 'user'] as const).some((field) => before[field] !== wanted[field])
}

/** Whether a port may be tried: nobody looks through Muster at what else listens somewhere. */
export function isMailPort(port: number, anyTarget: boolean): boolean {
  return anyTarget || (mailPorts as readonly number[]).includes(port)
}
