import type { GuideState } from '@muster/contract'

/** How `installation.recipient` keeps a state: 0 waits, 1 is being handed over, 2 sent, 3 failed, 4 of unknown outcome, 5 skipped. */
export const storedStates: Record<GuideState, readonly number[]> = { waiting: [0, 1], sent: [2], failed: [3], unknown: [4], skipped: [5] }

/** How a state is shown: a mail that is being handed over has had no outcome yet. */
export function guideState(stored: number): GuideState {
  return (Object.keys(storedStates) as GuideState[]).find((state) => storedStates[state].includes(stored)) ?? 'unknown'
}
