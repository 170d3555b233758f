import type { ErrorCode, ExportList, ExportProblem, ExportState } from '@muster/contract'

/** Whoever makes a file says so much more often than this; after it they are taken for gone. */
export const leaseSeconds = 30
/** So often is a file begun, at most. */
export const maxAttempts = 3
/** Pitfall 18: what is not made within a day never will be. */
const openHours = 24

export type StateFacts = { state: Exclude<ExportState, 'expired'>; problem: ExportProblem | null; askedAt: Date; expiresAt: Date }

const isOpen = ({ state }: Pick<StateFacts, 'state'>) => state === 'waiting' || state === 'running'

/** DS-8, pitfall 18: how a file stands at an instant: never under way for ever, and expired after its days, without any job. */
export function stateOf(file: StateFacts, now: Date): { state: ExportState; problem: ExportProblem | null } {
  if (file.state === 'done' && file.expiresAt <= now) return { state: 'expired', problem: null }
  if (isOpen(file) && file.askedAt.getTime() + openHours * 3_600_000 <= now.getTime()) return { state: 'failed', problem: 'failed' }
  return { state: file.state, problem: file.problem }
}

/** DS-8: why there is no file to open; null: there is. */
export function openBlockedBy(file: StateFacts, now: Date): ErrorCode | null {
  const { state } = stateOf(file, now)
  if (state === 'expired') return 'file_expired'
  return state === 'done' ? null : 'file_not_ready'
}

type Reach = { names: boolean; team: string | null }

/** P-2: whether who reaches so much now may open what was made for who reached so much then: never more than they may see now. */
export function mayOpen(made: Reach, now: Reach): boolean {
  return (now.names || !made.names) && (now.team === null || now.team === made.team)
}

/** P-2: lists that are nothing without names. */
export const isOfNames = (list: ExportList): boolean => list !== 'audit'

const names: Record<ExportList, string> = {
  devices: 'devices',
  members: 'members',
  connections: 'connections',
  audit: 'audit-log',
  storage: 'storage',
}

/** The name of a file, with the part of the list (a tab, a kind) and the company's day on which it was asked for. */
export function fileName(list: ExportList, part: string | undefined, day: string): string {
  return `${[names[list], part, day].filter(Boolean).join('_')}.csv`
}

/** Refusals that no further try changes. */
const final: readonly ErrorCode[] = ['forbidden', 'not_found', 'names_hidden', 'plan_required']

/** Pitfall 18: what becomes of a file whose making failed: tried again, or given up with the reason that is told. */
export function outcomeOf(refusedWith: ErrorCode | null, attempts: number): ExportProblem | 'again' {
  if (refusedWith !== null && final.includes(refusedWith)) return 'not_allowed'
  return attempts < maxAttempts ? 'again' : 'failed'
}
