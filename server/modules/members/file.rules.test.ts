import { expect, it } from 'vitest'
import { csvCell, csvLine } from './file.rules.ts'

it.each([
  ['김민서', '김민서'],
  ['=1+1', `"'=1+1"`],
  ['+82', `"'+82"`],
  ['-5', `"'-5"`],
  ['@x', `"'@x"`],
  ['\tx', `"'\tx"`],
  ['\rx', `"'\rx"`],
  ['a"b', '"a""b"'],
  ['a,b', '"a,b"'],
  ['a\nb', '"a\nb"'],
  ['0012', '0012'],
  [null, ''],
])('pitfall 17: %j is written as %j', (value, written) => {
  expect(csvCell(value)).toBe(written)
})

it('pitfall 17: a line has as many cells as columns', () => {
  expect(csvLine(['a', null, 'b'])).toBe('a,,b\r\n')
})
