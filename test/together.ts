import { afterAll, vi } from 'vitest'

/** Files that share a process begin with the real clock, also after one that failed with another set. */
afterAll(() => void vi.useRealTimers())
