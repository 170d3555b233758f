import { describe, expect, it } from 'vitest'
import type { MemberAction, Plan } from '@muster/contract'
import {
  blockedBy,
  blockedFor,
  hasLeave,
  leavePeriodOk,
  lostOnTransfer,
  offeredActions,
  onLeave,
  undeleteBefore,
  type ActionFacts,
} from './account.rules.ts'

const now = new Date('2026-11-25T12:00:00.000Z')
const ms = (n: number) => new Date(now.getTime() + n)
const day = 86_400_000
const inUse: ActionFacts = {
  createdAt: ms(-100 * day),
  activatesAt: null,
  firstSignedInAt: ms(-90 * day),
  suspendedAt: null,
  deletedAt: null,
  appBlockedAt: null,
  leaveFrom: null,
  leaveUntil: null,
  personalEmail: 'a@example.com',
  registeredBy: 'automatic',
  role: null,
}
const colleague = { isSelf: false, mayAct: true, otherCompany: true, operationOpen: false }

describe('MB-12 … MB-18: what can be done to a member', () => {
  const pendingByLink = { registeredBy: 'link', firstSignedInAt: null, createdAt: ms(-day) } as const
  it.each<[MemberAction, Partial<ActionFacts>, string | null]>([
    ['suspend', {}, null],
    ['suspend', { suspendedAt: now }, 'member_state'],
    ['suspend', { deletedAt: now }, 'member_state'],
    ['suspend', { role: 'super_admin' }, 'is_administrator'],
    ['suspend', { role: 'sub_admin' }, null],
    ['unsuspend', { suspendedAt: now }, null],
    ['unsuspend', {}, 'member_state'],
    ['block_apps', {}, null],
    ['block_apps', { appBlockedAt: now }, 'member_state'],
    ['unblock_apps', { appBlockedAt: now }, null],
    ['unblock_apps', {}, 'member_state'],
    ['set_leave', {}, null],
    ['set_leave', { suspendedAt: now }, 'member_state'],
    ['end_leave', { leaveFrom: ms(-day) }, null],
    ['end_leave', {}, 'member_state'],
    ['transfer', {}, null],
    ['transfer', { role: 'operations_admin' }, 'is_administrator'],
    ['transfer', { deletedAt: now }, 'member_state'],
    ['reset_password', {}, null],
    ['reset_password', { registeredBy: 'admin' }, null],
    ['reset_password', { registeredBy: 'link' }, 'by_link'],
    ['resend_invitation', pendingByLink, null],
    ['resend_invitation', { ...pendingByLink, createdAt: ms(-40 * day) }, null],
    ['resend_invitation', { ...pendingByLink, personalEmail: null }, 'no_personal_email'],
    ['resend_invitation', { registeredBy: 'link' }, 'not_pending'],
    ['resend_invitation', { ...pendingByLink, suspendedAt: now }, 'member_state'],
    ['resend_invitation', {}, 'not_by_link'],
    ['delete', {}, null],
    ['delete', { role: 'sub_admin' }, 'is_administrator'],
    ['delete', { deletedAt: now }, 'member_state'],
    ['undelete', { deletedAt: ms(-7 * day + 1) }, null],
    ['undelete', { deletedAt: ms(-7 * day) }, 'member_state'],
    ['undelete', {}, 'member_state'],
  ])('MB-2: %s with %j is blocked by %s', (action, change, reason) => {
    expect(blockedBy(action, { ...inUse, ...change }, now)).toBe(reason)
  })

  it('P-3: nobody acts on themselves or on someone above; transfer needs another company of the group', () => {
    expect(blockedFor('suspend', { ...colleague, isSelf: true })).toBe('own_account')
    expect(blockedFor('delete', { ...colleague, mayAct: false })).toBe('not_allowed_on_superior')
    expect(blockedFor('transfer', { ...colleague, otherCompany: false })).toBe('no_other_company')
    expect(blockedFor('transfer', { ...colleague, operationOpen: true })).toBe('operation_open')
    expect(blockedFor('delete', { ...colleague, operationOpen: true })).toBeNull()
    expect(blockedFor('transfer', colleague)).toBeNull()
  })

  it('MB-2: of a pair only the one that applies is offered', () => {
    const offered = (m: ActionFacts) => offeredActions(m, colleague, now).map((a) => a.action)
    expect(offered(inUse)).toEqual([
      'suspend',
      'block_apps',
      'set_leave',
      'reset_password',
      'change_password',
      'request_password_change',
      'resend_invitation',
      'transfer',
      'delete',
    ])
    expect(offered({ ...inUse, suspendedAt: now, appBlockedAt: now, leaveFrom: now, deletedAt: now })).toEqual([
      'unsuspend',
      'unblock_apps',
      'end_leave',
      'reset_password',
      'change_password',
      'request_password_change',
      'resend_invitation',
      'transfer',
      'undelete',
    ])
  })
})

describe('MB-14: leave of absence is read with now', () => {
  it('T-2, MB-14: from its start until, not including, its end', () => {
    const leave = { leaveFrom: now, leaveUntil: ms(1000) }
    expect([ms(-1), now, ms(999), ms(1000)].map((at) => onLeave(leave, at))).toEqual([false, true, true, false])
    expect([ms(-1), ms(999), ms(1000)].map((at) => hasLeave(leave, at))).toEqual([true, true, false])
    expect(onLeave({ leaveFrom: ms(-1), leaveUntil: null }, ms(9e12))).toBe(true)
    expect(onLeave({ leaveFrom: null, leaveUntil: null }, now)).toBe(false)
  })
  it('MB-14: a period ends after it starts, and in the future', () => {
    expect(leavePeriodOk({ from: ms(-5), until: ms(1) }, now)).toBe(true)
    expect(leavePeriodOk({ from: ms(-5), until: now }, now)).toBe(false)
    expect(leavePeriodOk({ from: ms(5), until: ms(5) }, now)).toBe(false)
  })
})

describe('MB-15, MB-16', () => {
  it('MB-15: can come back before 7 × 24 h', () => {
    expect(undeleteBefore({ deletedAt: now })).toEqual(ms(7 * day))
    expect(undeleteBefore({ deletedAt: null })).toBeNull()
  })
  const plan = (core: Plan['core'], drive = false): Plan => ({ core, drive, approval: false })
  it.each([
    [plan('standard'), plan('none'), ['messages', 'personal_calendar', 'mailbox', 'drive_personal_folder']],
    [plan('standard_plus'), plan('none'), ['messages', 'personal_calendar', 'mailbox', 'drive_personal_folder']],
    [plan('trial'), plan('none'), ['messages', 'personal_calendar', 'mailbox', 'drive_personal_folder']],
    [plan('lite'), plan('none'), ['messages', 'personal_calendar']],
    [plan('free'), plan('none'), ['messages', 'personal_calendar']],
    [plan('none', true), plan('none'), ['drive_personal_folder']],
    [plan('lite', true), plan('none'), ['messages', 'personal_calendar', 'drive_personal_folder']],
    [plan('standard', true), plan('lite'), ['drive_personal_folder']],
    [plan('standard', true), plan('free', true), []],
    [plan('none'), plan('standard'), []],
  ] as const)('MB-16: from %j to %j', (from, to, lost) => {
    expect(lostOnTransfer(from, to)).toEqual(lost)
  })
})
