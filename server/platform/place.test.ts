import { expect, it } from 'vitest'
import { openPlaces } from './place.ts'

it('MB-11, pitfall 34: a place comes from the address: known, private, or unknown', async () => {
  const places = await openPlaces(undefined)
  expect(places.of('8.8.8.8')).toEqual({ kind: 'country', country: 'US', city: null })
  expect(places.of('211.249.220.24')).toMatchObject({ country: 'KR' })
  expect(places.of('2001:200::1')).toMatchObject({ kind: 'country', country: 'JP' })
  for (const ip of ['10.1.2.3', '172.31.0.1', '192.168.0.1', '127.0.0.1', '169.254.1.1', '100.64.0.1', '::1', 'fd00::1', 'fe80::1'])
    expect(places.of(ip), ip).toEqual({ kind: 'private' })
  for (const ip of [null, '', 'nonsense', '172.32.0.1.9', '240.0.0.1', '2001:db8::1'])
    expect(places.of(ip), String(ip)).toEqual({ kind: 'unknown' })
})

it('a file that is no database of places does not open', async () => {
  await expect(openPlaces(import.meta.filename)).rejects.toThrow()
})
