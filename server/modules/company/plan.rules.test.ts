import { describe, expect, it } from 'vitest'
import { corePlans } from '@muster/contract'
import { mayUse, permissionsOf } from './administrator.rules.ts'
import { opensDevices, opensInstallation } from './plan.rules.ts'

describe('P-1: what a plan opens', () => {
  const plan = (core: (typeof corePlans)[number], drive = false, approval = false) => ({ core, drive, approval })
  it.each(corePlans)('P-1: Installation status with Core %s', (core) => {
    expect(opensInstallation(plan(core))).toBe(core !== 'none')
  })
  it.each(corePlans)('P-1: Device status with Core %s; Drive or Approval always open it', (core) => {
    expect(opensDevices(plan(core))).toBe(['lite', 'standard', 'standard_plus', 'trial'].includes(core))
    expect(opensDevices(plan(core, true))).toBe(true)
    expect(opensDevices(plan(core, false, true))).toBe(true)
  })
})

describe('P-2: administrator roles', () => {
  it('P-2: manage includes view, and a menu that is not held is refused', () => {
    expect(mayUse({ statistics: 'view' }, 'statistics', 'view')).toBe(true)
    expect(mayUse({ statistics: 'view' }, 'statistics', 'manage')).toBe(false)
    expect(mayUse({ statistics: 'manage' }, 'statistics', 'view')).toBe(true)
    expect(mayUse({ statistics: 'manage' }, 'audit', 'view')).toBe(false)
  })
  it('P-2: the Super Admin manages every menu; the others less', () => {
    expect(mayUse(permissionsOf({ role: 'super_admin', permissions: null }), 'settings', 'manage')).toBe(true)
    expect(mayUse(permissionsOf({ role: 'sub_admin', permissions: null }), 'settings', 'manage')).toBe(false)
    expect(mayUse(permissionsOf({ role: 'operations_admin', permissions: null }), 'audit', 'view')).toBe(false)
  })
})
