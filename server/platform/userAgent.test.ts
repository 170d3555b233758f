import { expect, it } from 'vitest'
import { environmentOf } from './userAgent.ts'

const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0'
it.each([
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36`, 'Chrome 130', 'Windows 10'],
  [`Mozilla/5.0 (Linux; Android 16; Pixel 9) ${chrome} Mobile Safari/537.36`, 'Chrome 130', 'Android 16'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
    'Safari 18',
    'iOS 18.1',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0', 'Firefox 132', 'macOS'],
  ['curl/8.1', null, null],
  ['', null, null],
  [null, null, null],
  ['x'.repeat(400), null, null],
])('MB-11, pitfall 34: %s', (userAgent, browser, os) => {
  expect(environmentOf(userAgent)).toEqual({ browser, os })
})
