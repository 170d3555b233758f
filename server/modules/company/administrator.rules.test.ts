import { describe, expect, it } from 'vitest'
import { administratorRoles, corePlans, menus, type AdministratorRole, type Plan } from '@muster/contract'
import {
  accessRefusedBy,
  changeBlockedBy,
  mayActOn,
  mayGrant,
  mightiest,
  mayUse,
  permissionsOf,
  type Grant,
} from './administrator.rules.ts'
import { mayReceive, offerExpiresAt, offerStands } from './delegation.rules.ts'
import { opensPage } from './plan.rules.ts'

const plan: Plan = { core: 'standard', drive: true, approval: true }
const holding = (grant: Partial<Grant>, bought = plan) => ({
  role: 'custom' as AdministratorRole,
  permissions: null,
  names: true,
  team: null,
  plan: bought,
  ...grant,
})

describe('P-2: what a role may do', () => {
  it('P-2: a custom role is made of its menu permissions, and of nothing else', () => {
    const permissions = permissionsOf({ role: 'custom', permissions: { audit: 'view', members: 'manage' } })
    expect(menus.filter((menu) => mayUse(permissions, menu, 'view'))).toEqual(['members', 'audit'])
    expect(menus.filter((menu) => mayUse(permissions, menu, 'manage'))).toEqual(['members'])
    expect(permissionsOf({ role: 'custom', permissions: null })).toEqual({})
  })

  it('P-2: a role limited to a team has no part in the company’s settings and audit log', () => {
    const grant = { role: 'custom', permissions: { members: 'manage', settings: 'manage', audit: 'view' } } as const
    expect(permissionsOf({ ...grant, team: 'a team' })).toEqual({ members: 'manage' })
    expect(permissionsOf({ ...grant, team: null })).toEqual({ members: 'manage', settings: 'manage', audit: 'view' })
  })

  it.each(administratorRoles)('P-2: %s grants roles only as Super Admin', (role) => {
    expect(mayGrant(role)).toBe(role === 'super_admin')
  })
})

describe('P-3: acting on administrators', () => {
  const rank: Record<AdministratorRole, number> = { super_admin: 3, sub_admin: 2, operations_admin: 1, custom: 1 }
  const pairs = administratorRoles.flatMap((actor) => administratorRoles.map((target) => [actor, target] as const))

  const everyMenu = Object.fromEntries(menus.map((menu) => [menu, 'manage'])) as Grant['permissions']

  it.each(pairs)('P-3: %s on %s: never on someone above, whatever a custom role permits', (actor, target) => {
    const held = holding({ role: target, permissions: target === 'custom' ? { statistics: 'view' } : null })
    expect(mayActOn(holding({ role: actor, permissions: everyMenu }), [held])).toBe(rank[actor] >= rank[target])
    expect(mayActOn(holding({ role: actor }), [])).toBe(true)
  })

  const bounded = { role: 'custom', permissions: { members: 'manage' } } as const
  it.each([
    ['the same', bounded, bounded, true],
    ['less', bounded, { permissions: { members: 'view' } }, true],
    ['a higher level', { permissions: { members: 'view' } }, bounded, false],
    ['a further menu', bounded, { permissions: { members: 'manage', security: 'view' } }, false],
    ['what a Sub Admin may not', { role: 'sub_admin' }, { permissions: { settings: 'manage' } }, false],
    ['names', { ...bounded, names: false }, bounded, false],
    ['no names', bounded, { ...bounded, names: false }, true],
    ['the whole company', { ...bounded, team: 'a team' }, bounded, false],
    ['another team', { ...bounded, team: 'a team' }, { ...bounded, team: 'another' }, false],
    ['the same team', { ...bounded, team: 'a team' }, { ...bounded, team: 'a team' }, true],
    ['a team, by one of the whole company', bounded, { ...bounded, team: 'a team' }, true],
  ] as [string, Partial<Grant>, Partial<Grant>, boolean][])(
    'pitfall 28: whose password one may reset holds nothing one lacks: %s',
    (_, actor, target, may) => {
      expect(mayActOn(holding(actor), [holding(target)])).toBe(may)
      expect(mayActOn(holding(actor), [holding(actor), holding(target)])).toBe(may)
      expect(mayActOn(holding({ role: 'super_admin' }), [holding(target)])).toBe(true)
    },
  )

  it.each(pairs)('P-3: %s changing %s: the Super Admin alone, and never the Super Admin’s own role', (actor, target) => {
    const blocked = changeBlockedBy({ memberId: 'a', role: actor }, { memberId: 'b', role: target })
    expect(blocked === null).toBe(actor === 'super_admin' && target !== 'super_admin')
    expect(changeBlockedBy({ memberId: 'a', role: actor }, { memberId: 'a', role: actor })).toBe('own_account')
  })

  it('P-3: of several roles the mightiest counts', () => {
    expect(mightiest(['custom', 'super_admin', 'sub_admin'])).toBe('super_admin')
    expect(mightiest([])).toBeNull()
  })
})

describe('P-1, P-2: what an endpoint declares', () => {
  it('P-2: a company not administered is unknown, a menu not held forbidden', () => {
    expect(accessRefusedBy(undefined, { menu: 'audit', level: 'view' })).toBe('not_found')
    expect(accessRefusedBy(holding({ permissions: { audit: 'view' } }), { menu: 'audit', level: 'view' })).toBeNull()
    expect(accessRefusedBy(holding({ permissions: { audit: 'view' } }), { menu: 'audit', level: 'manage' })).toBe('forbidden')
    expect(accessRefusedBy(holding({ permissions: { audit: 'view' }, team: 'a team' }), { menu: 'audit', level: 'view' })).toBe('forbidden')
  })

  const plans = corePlans.flatMap((core) => [false, true].flatMap((drive) => [false, true].map((approval) => ({ core, drive, approval }))))
  it.each(plans)('P-1: Core $core, Drive $drive, Approval $approval', (bought) => {
    const reach = holding({ role: 'super_admin' }, bought)
    const devices = bought.drive || bought.approval || ['lite', 'standard', 'standard_plus', 'trial'].includes(bought.core)
    expect(opensPage(bought, 'installation')).toBe(bought.core !== 'none')
    expect(opensPage(bought, 'devices')).toBe(devices)
    for (const page of ['installation', 'devices'] as const)
      expect(accessRefusedBy(reach, { menu: page, level: 'view', page })).toBe(opensPage(bought, page) ? null : 'plan_required')
    expect(accessRefusedBy(reach, { menu: 'installation', level: 'view' }), 'a page that every plan has').toBeNull()
    expect(accessRefusedBy(holding({ permissions: {} }, bought), { menu: 'devices', level: 'view', page: 'devices' })).toBe('forbidden')
  })
})

describe('P-2: an offer of the Super Admin’s role', () => {
  it('P-2, T-2: stands for seven days, to the instant', () => {
    const at = new Date('2026-11-01T00:00:00.000Z')
    expect(offerExpiresAt(at).toISOString()).toBe('2026-11-08T00:00:00.000Z')
    expect(offerStands(at, new Date('2026-11-07T23:59:59.999Z'))).toBe(true)
    expect(offerStands(at, new Date('2026-11-08T00:00:00.000Z'))).toBe(false)
  })
  it.each([
    ['in_use', true],
    ['pending', false],
    ['pending_expired', false],
    ['awaiting', false],
    ['suspended', false],
    ['deleted', false],
  ] as const)('P-2: a member who is %s may receive it: %s', (state, may) => {
    expect(mayReceive(state)).toBe(may)
  })
})
