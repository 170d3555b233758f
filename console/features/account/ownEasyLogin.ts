import type { api } from '../../lib/api.ts'

/** By what else one signs in, as the server says. */
export type OwnEasy = Awaited<ReturnType<typeof api.easyLogin.own.call>>

/** Whether there is anything to show of it: something is set up, or could be. */
export const hasEasyLogin = ({ sms, allowed, phone, line }: OwnEasy) =>
  phone !== null || line.linked !== null || (sms && (allowed.phone || allowed.secondStep)) || (line.available && line.allowed)

/** What LINE's answer to a link came to, as the server tells the page by its address. */
export const linkOutcomes = ['linked', 'taken', 'not_allowed', 'cancelled', 'failed'] as const
export type LinkOutcome = (typeof linkOutcomes)[number]
