import { describe, expect, it } from 'vitest'
import type { Profile } from '@muster/contract'
import { changesOf, mergeProfiles, sameValue } from './profile.merge.ts'

const base: Profile = {
  name: 'Kim Ada',
  phonetic: null,
  names: {},
  nickname: null,
  employeeNumber: '7',
  personalEmail: null,
  aliases: ['ada'],
  phones: [{ kind: 'mobile', number: '010-1234-5678' }],
  workplace: null,
  duty: null,
  birthday: null,
  hiredOn: null,
  locale: 'en',
  zone: null,
  custom: {},
  levelId: null,
  userTypeId: null,
}

describe('MB-2: what is sent of an edited profile', () => {
  it.each<[string, Partial<Profile>, Partial<Profile>]>([
    ['nothing', {}, {}],
    ['a text', { duty: 'Sales' }, { duty: 'Sales' }],
    ['a cleared field', { employeeNumber: null }, { employeeNumber: null }],
    ['an empty text is none', { duty: '' }, {}],
    ['a list', { aliases: ['ada', 'ada.kim'] }, { aliases: ['ada', 'ada.kim'] }],
    ['an empty form of the name is none', { names: { ko: { name: '', phonetic: null } } }, { names: { ko: { name: '', phonetic: null } } }],
  ])('%s', (_, change, sent) => {
    expect(changesOf(base, { ...base, ...change })).toEqual(sent)
  })

  it('the order of keys tells nothing', () => {
    expect(sameValue({ a: 1, b: [{ x: 1, y: null }] }, { b: [{ y: '', x: 1 }], a: 1 })).toBe(true)
    expect(sameValue([1, 2], [2, 1])).toBe(false)
  })
})

describe('MB-2: another administrator changed the member meanwhile', () => {
  const cases: [string, Partial<Profile>, Partial<Profile>, Pick<ReturnType<typeof mergeProfiles>, 'conflicts' | 'theirs'>][] = [
    ['only they changed', {}, { duty: 'Sales' }, { conflicts: [], theirs: ['duty'] }],
    ['only the reader changed', { duty: 'Sales' }, {}, { conflicts: [], theirs: [] }],
    ['each another field', { duty: 'Sales' }, { nickname: 'A' }, { conflicts: [], theirs: ['nickname'] }],
    ['both the same', { duty: 'Sales' }, { duty: 'Sales' }, { conflicts: [], theirs: [] }],
    ['both the same field', { duty: 'Sales' }, { duty: 'Law' }, { conflicts: ['duty'], theirs: [] }],
    [
      'they cleared what the reader changed',
      { employeeNumber: '8' },
      { employeeNumber: null },
      { conflicts: ['employeeNumber'], theirs: [] },
    ],
  ]
  it.each(cases)('%s', (_, mine, newest, expected) => {
    const { merged, ...found } = mergeProfiles(base, { ...base, ...mine }, { ...base, ...newest })
    expect(found).toEqual(expected)
    expect(merged).toEqual({ ...base, ...newest, ...mine })
  })
})
