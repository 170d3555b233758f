import { describe, expect, it } from 'vitest'
import { compileNetwork, parseRange } from './network.ts'
import { openPlaces } from './place.ts'

const places = await openPlaces(undefined)

describe('address ranges', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['10.1.2.3/32', '10.1.2.3'],
    ['10.1.2.3/8', '10.0.0.0/8'],
    [' 203.0.113.77/25 ', '203.0.113.0/25'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:1:2:3:4:5:6/48', '2001:db8:1::/48'],
    ['::/0', '::/0'],
    ['fe80::1/64', 'fe80::/64'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:10.9.8.7/104', '10.0.0.0/8'],
    ['::ffff:a09:807', '10.9.8.7'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ])('%s is %s', (typed, text) => {
    expect(parseRange(typed)).toMatchObject({ text })
    expect(parseRange(text)).toMatchObject({ text })
  })

  it.each([
    ['', 'address'],
    ['office', 'address'],
    ['10.1.2', 'address'],
    ['10.1.2.256', 'address'],
    ['010.1.2.3', 'address'],
    ['10.0.0.0/', 'address'],
    ['10.0.0.0/-1', 'address'],
    ['10.0.0.0/8/8', 'address'],
    ['10.0.0.0-10.0.0.9', 'address'],
    ['fe80::1%eth0', 'address'],
    ['1::2::3', 'address'],
    ['10.0.0.0/33', 'length'],
    ['2001:db8::/129', 'length'],
    ['::ffff:10.0.0.0/95', 'length'],
  ])('%s is none: %s', (typed, problem) => {
    expect(parseRange(typed)).toBe(problem)
  })
})

describe('SX-2: what an allow-list admits', () => {
  const office = compileNetwork({ ranges: ['203.0.113.0/25', '10.0.0.0/8', '2001:db8::/32'], countries: [] }, places)
  const korea = compileNetwork({ ranges: ['10.0.0.0/8'], countries: ['KR'] }, places)
  const nothing = compileNetwork({ ranges: [], countries: [] }, places)
  it.each([
    ['203.0.113.0', true],
    ['203.0.113.127', true],
    ['203.0.113.128', false],
    ['10.255.255.255', true],
    ['11.0.0.0', false],
    ['2001:db8:ffff::1', true],
    ['2001:db9::', false],
    [null, false],
  ])('ranges: %s: %s', (ip, admitted) => expect(office(ip)).toBe(admitted))
  it.each([
    ['211.249.220.24', true],
    ['8.8.8.8', false],
    ['10.0.0.9', true],
    ['192.168.0.9', false],
    [null, false],
  ])('pitfall 34: a country, and private addresses by range alone: %s: %s', (ip, admitted) => expect(korea(ip)).toBe(admitted))
  it('nothing admits nobody', () => expect([nothing('10.0.0.9'), nothing('211.249.220.24'), nothing(null)]).toEqual([false, false, false]))
})
