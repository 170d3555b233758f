import { useTranslation } from 'react-i18next'
import { eventTypes, type Delivery, type EventType } from '@muster/contract'

export type EventNoun = 'member' | 'credential' | 'session' | 'device' | 'team'

const nounOf = (type: string) => type.split('.')[0] as EventNoun

/** The events by what they are about, in the contract's order. */
export const eventGroups: readonly { noun: EventNoun; types: readonly EventType[] }[] = Object.entries(
  Object.groupBy(eventTypes, nounOf),
).map(([noun, types]) => ({ noun: noun as EventNoun, types: types ?? [] }))

/** An event's name beside others of its noun, and standing alone. */
export function useEventTexts() {
  const { t } = useTranslation()
  // One key per event; a type check holds that each language has the same.
  const short = (type: Delivery['type']) => t(`integrations.event.${type}` as 'integrations.event.member.suspended')
  const whole = (type: Delivery['type']) =>
    t(`integrations.type.${type.split('.')[0]}` as 'integrations.type.member', { what: short(type) })
  return { short, whole }
}
