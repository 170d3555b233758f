import { expect, it } from 'vitest'
import { csvLine } from './csv.ts'

it.each([
  ['김민서', '김민서'],
  ['=1+1', `'=1+1`],
  ['+82', `'+82`],
  ['-5', `'-5`],
  ['@x', `'@x`],
  ['\tx', `'\tx`],
  ['\rx', `"'\rx"`],
  ['a"b', '"a""b"'],
  ['a,b', '"a,b"'],
  ['a\nb', '"a\nb"'],
  ['0012', '0012'],
  ['', ''],
])('pitfall 17: %j is written as %j', (value, written) => {
  expect(csvLine([value])).toBe(`${written}\r\n`)
})

it('pitfall 17: a line has as many cells as columns', () => {
  expect(csvLine(['a', '', 'b'])).toBe('a,,b\r\n')
})
