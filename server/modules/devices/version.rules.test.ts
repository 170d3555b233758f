import { describe, expect, it } from 'vitest'
import { isOutdated, versionKey } from './version.rules.ts'

const inOrder = [
  '0.9',
  '3.9.0',
  '3.10.0',
  '3.10.1',
  '4.0.0-0',
  '4.0.0-9',
  '4.0.0-10',
  '4.0.0-alpha',
  '4.0.0-alpha.1',
  '4.0.0-alpha.beta',
  '4.0.0-beta',
  '4.0.0-beta.2',
  '4.0.0-beta.11',
  '4.0.0-rc.1',
  '4.0.0',
  '4.0.0.1',
  '4.0.1',
  '10.0.9200',
  '10.0.22631.4460',
  '10.0.22631.10000',
  '131.0.6778.204',
  '20261128.1',
]

describe('DS-5: versions compare as numbers', () => {
  it.each(inOrder.slice(1).map((later, i) => [inOrder[i] ?? '', later]))('DS-5: %s is older than %s', (earlier, later) => {
    expect(versionKey(earlier) < versionKey(later)).toBe(true)
  })
  it.each([
    ['4.0', '4.0.0'],
    ['4', '4.0.0.0'],
    ['v3.9.0', '3.9.0'],
    ['03.009', '3.9'],
    ['4.0.0+build.77', '4.0.0'],
    ['4.0.0 (77)', '4.0.0'],
    [' ３.９ ', '3.9'],
  ])('DS-5: %s is %s', (one, other) => expect(versionKey(one)).toBe(versionKey(other)))
  it.each(['', 'dev', '.*', '4..0', '4.0.0-', '%', '한글', '4.0.0 beta'])('DS-5: “%s” is no version', (text) => {
    expect(versionKey(text)).toBe('')
  })
})

describe('DS-7: an update is available', () => {
  it.each([
    ['3.9', '3.10', true],
    ['3.10', '3.10.0', false],
    ['4.0', '3.10', false],
    ['4.0.0-beta', '4.0.0', true],
    ['dev', '3.10', false],
  ])('DS-7: %s, where the newest is %s: %s', (running, newest, outdated) => {
    expect(isOutdated(versionKey(running), versionKey(newest))).toBe(outdated)
  })
  it('DS-7: none where no newest version is kept', () => expect(isOutdated(versionKey('1.0'), undefined)).toBe(false))
})
