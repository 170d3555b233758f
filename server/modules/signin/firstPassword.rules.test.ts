import { randomInt } from 'node:crypto'
import { expect, it } from 'vitest'
import { passwordLengthOk } from '@muster/contract'
import { makePassword } from './firstPassword.rules.ts'

it('MB-18, MB-19: a made password is long, readable and never the same', () => {
  const made = Array.from({ length: 500 }, () => makePassword(randomInt))
  expect(new Set(made).size).toBe(500)
  expect(made.every((p) => passwordLengthOk(p) && !/[0O1lI]/.test(p))).toBe(true)
  expect(new Set(made.join('')).size).toBe(56)
})
