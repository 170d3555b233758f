import { describe, expect, it } from 'vitest'
import { guideBlockedBy, installationState, missingApps, type InstallationFacts } from './status.rules.ts'

const now = new Date('2026-06-10T03:00:00Z')
const member: InstallationFacts = {
  surfaces: ['mobile', 'pc', 'web'],
  appBlocked: false,
  used: [],
  activatesAt: null,
  suspended: false,
  deleted: false,
  hasPersonalEmail: true,
  optedOut: false,
}

describe('IS-1: how a member stands with an app', () => {
  it.each([
    ['nothing used', {}, 'not_installed', 'not_installed'],
    ['mobile used', { used: ['mobile'] }, 'installed', 'not_installed'],
    ['both used', { used: ['mobile', 'pc'] }, 'installed', 'installed'],
    ['mobile forbidden, though used', { surfaces: ['pc', 'web'], used: ['mobile', 'pc'] }, 'no_permission', 'installed'],
    ['pc forbidden', { surfaces: ['mobile'] }, 'not_installed', 'no_permission'],
    ['only Drive apps allowed', { surfaces: ['drive_mobile', 'drive_explorer'] }, 'no_permission', 'no_permission'],
    ['apps blocked, though used', { appBlocked: true, used: ['mobile', 'pc'] }, 'no_permission', 'no_permission'],
  ] as const)('%s', (_, facts, mobile, pc) => {
    expect([installationState({ ...member, ...facts }, 'mobile'), installationState({ ...member, ...facts }, 'pc')]).toEqual([mobile, pc])
  })
})

describe('IS-2: who is selectable for a guide, and why not', () => {
  it.each<[string, Partial<InstallationFacts>, ReturnType<typeof guideBlockedBy>]>([
    ['both apps missing', {}, null],
    ['one missing', { used: ['pc'] }, null],
    ['one missing, the other forbidden', { surfaces: ['mobile'] }, null],
    ['the only permitted one is there', { surfaces: ['mobile'], used: ['mobile'] }, 'installed'],
    ['all there', { used: ['mobile', 'pc'] }, 'installed'],
    ['no app permitted', { surfaces: ['web'] }, 'no_permission'],
    ['apps blocked', { appBlocked: true }, 'no_permission'],
    ['no personal e-mail', { hasPersonalEmail: false }, 'no_email'],
    ['no guides wanted', { optedOut: true }, 'opted_out'],
    ['suspended', { suspended: true }, 'suspended'],
    ['deleted, and suspended', { deleted: true, suspended: true }, 'deleted'],
    ['begins in a millisecond', { activatesAt: new Date(now.getTime() + 1) }, 'awaiting'],
    ['begins now', { activatesAt: now }, null],
    ['nothing to install comes before no e-mail', { used: ['mobile', 'pc'], hasPersonalEmail: false }, 'installed'],
  ])('%s', (_, facts, blocked) => {
    expect(guideBlockedBy({ ...member, ...facts }, now)).toBe(blocked)
  })
})

it('IS-4: a guide names the permitted apps that are missing, and no others', () => {
  expect(missingApps(member)).toEqual(['mobile', 'pc'])
  expect(missingApps({ ...member, used: ['mobile'] })).toEqual(['pc'])
  expect(missingApps({ ...member, surfaces: ['mobile'], used: [] })).toEqual(['mobile'])
  expect(missingApps({ ...member, appBlocked: true })).toEqual([])
})
