import { expect, it } from 'vitest'
import { provedUntil } from './proof.rules.ts'

const at = (time: string) => new Date(`2027-06-10T${time}Z`)

it.each([
  ['just now', at('12:00:00.000'), at('12:15:00.000')],
  ['one instant inside', at('11:45:00.001'), at('12:00:00.001')],
  ['15 minutes ago', at('11:45:00.000'), null],
  ['never', null, null],
])('MB-8: what was proved %s', (_, provedAt, until) => {
  expect(provedUntil(provedAt, at('12:00:00.000'))).toEqual(until)
})
