import { queryOptions } from '@tanstack/react-query'
import { defaultPreset, presets, type Period, type Preset, type Section } from '@muster/contract'
import { api } from '../../lib/api.ts'

/** The periods as they stand in the URL, named as the API names them. Whether they are allowed is the server's to say (AU-3). */
export type Periods = Partial<Record<Section, string>>

export function activeUsersQuery(company: string, periods: Periods) {
  return queryOptions(
    api.activity.activeUsers.queryOptions({
      input: {
        company,
        ...(periods.active && { active: periods.active as Period }),
        ...(periods.mobile && { mobile: periods.mobile as Period }),
      },
    }),
  )
}

export const appliedPeriod = (periods: Periods, section: Section): string => periods[section] ?? defaultPreset

export const isPreset = (period: string): period is Preset => (presets as readonly string[]).includes(period)

/** A custom range as the URL and the API write it. */
export const customPeriod = (from: string, to: string) => `${from}..${to}`

export function rangeOf(period: string): [string, string] | null {
  const [from, to] = period.split('..')
  return from && to ? [from, to] : null
}

/** The periods without those typed by hand: a preset is never out of range. */
export function onlyPresets(periods: Periods): Periods {
  return Object.fromEntries(Object.entries(periods).filter(([, period]) => period && isPreset(period)))
}
