import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { appointAdministrator } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import {
  blockApps,
  deleteMember,
  findMember,
  registerMembers,
  setLocale,
  suspendMember,
  transferMember,
  unblockApps,
  undeleteMember,
  unsuspendMember,
} from './index.ts'
import { hasOpenOperation } from '../devices/index.ts'

let server: TestServer
let company: TestCompany
let sibling: TestCompany
beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
  sibling = await makeCompany(server, { tenant: company.tenant, domain: 'sibling-members.example' })
})
afterAll(() => server.stop())

const as = <T>(work: (ctx: Ctx) => Promise<T>) => server.as(company.tenant, work)
let number = 0
const newMember = async () => (await makeMembers(server, company, 1, `m${++number}x`))[0]?.id ?? ''
const events = async (id: string) =>
  (
    await server.database.owner.pool.query<{ action: string; before: unknown; after: unknown; actor_kind: string; actor_name: string }>(
      'select action, before, after, actor_kind, actor_name from audit.event where subject_id = $1 order by event_id',
      [id],
    )
  ).rows

describe('P-4: every command writes an audit event in the same transaction', () => {
  it.each([
    ['member.suspended', suspendMember, { after: { reason: 'administrator' } }],
    ['member.apps_blocked', blockApps, {}],
    ['member.deleted', deleteMember, { before: { name: 'Member 1' } }],
    ['member.locale_changed', (ctx: Ctx, id: string) => setLocale(ctx, id, 'ko'), { before: { locale: 'en' }, after: { locale: 'ko' } }],
    [
      'member.transferred',
      (ctx: Ctx, id: string) => transferMember(ctx, id, { companyId: sibling.companyId, login: `t${id.slice(-8)}` }, hasOpenOperation),
      {},
    ],
  ] as const)('P-4: %s says who, what, on whom, before and after; a rolled back command leaves none', async (action, verb, content) => {
    const id = await newMember()
    const before = await events(id)
    await expect(
      as(async (ctx) => {
        await verb(ctx, id)
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    expect(await events(id)).toEqual(before)
    await as((ctx) => verb(ctx, id))
    const after = await events(id)
    // A transfer stands in the log of both companies.
    expect(after).toHaveLength(before.length + (action === 'member.transferred' ? 2 : 1))
    expect(after.at(-1)).toMatchObject({ action, actor_kind: 'system', actor_name: 'test', ...content })
  })

  it('P-4: undoing writes its own event, and doing nothing writes none', async () => {
    const id = await newMember()
    await as((ctx) => suspendMember(ctx, id))
    await as((ctx) => suspendMember(ctx, id))
    await as((ctx) => unsuspendMember(ctx, id))
    await as((ctx) => blockApps(ctx, id))
    await as((ctx) => unblockApps(ctx, id))
    await as((ctx) => deleteMember(ctx, id))
    await as((ctx) => undeleteMember(ctx, id))
    expect((await events(id)).map((e) => e.action)).toEqual([
      'member.registered',
      'member.password_set',
      'member.suspended',
      'member.unsuspended',
      'member.apps_blocked',
      'member.apps_unblocked',
      'member.deleted',
      'member.undeleted',
    ])
  })
})

describe('MB-15: delete, undelete, purge', () => {
  it('T-2, MB-15: undelete one instant before 7 × 24 h, not at it; then the purge takes the account and frees its ID', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-01T00:00:00.000Z') })
    try {
      const [first, second] = [await newMember(), await newMember()]
      const login = (await as((ctx) => findMember(ctx, second)))?.login ?? ''
      await as((ctx) => deleteMember(ctx, first))
      await as((ctx) => deleteMember(ctx, second))
      vi.setSystemTime(new Date('2026-11-07T23:59:59.999Z'))
      await server.runJob('members.purge')
      await as((ctx) => undeleteMember(ctx, first))
      await expect(
        as((ctx) => registerMembers(ctx, [{ companyId: company.companyId, login, name: 'Again', locale: 'en', registeredBy: 'admin' }])),
      ).rejects.toMatchObject({ code: 'id_taken' })
      vi.setSystemTime(new Date('2026-11-08T00:00:00.000Z'))
      await expect(as((ctx) => undeleteMember(ctx, second))).rejects.toMatchObject({ code: 'member_state' })
      await server.runJob('members.purge')
      expect(await as((ctx) => findMember(ctx, second))).toBeUndefined()
      expect(await as((ctx) => findMember(ctx, first))).toMatchObject({ deletedAt: null })
      const [again] = await as((ctx) =>
        registerMembers(ctx, [{ companyId: company.companyId, login, name: 'Again', locale: 'en', registeredBy: 'admin' }]),
      )
      expect(again).not.toBe(second)
      expect((await events(second)).at(-1)).toMatchObject({ action: 'member.purged' })
    } finally {
      vi.useRealTimers()
    }
  })

  it('MB-15: the purge takes all that are due, and goes on where it fails for one tenant', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-01T00:00:00.000Z') })
    const { pool } = server.database.owner
    try {
      // Tenants take turns in the order of their ids, which begin with the time: the broken one comes before `other`.
      const first = await makeCompany(server)
      const [broken = { id: '' }] = await makeMembers(server, first, 1)
      vi.setSystemTime(new Date('2026-11-02T00:00:00.000Z'))
      const other = await makeCompany(server)
      const gone = await makeMembers(server, other, 501, 'gone')
      await server.as(first.tenant, (ctx) => deleteMember(ctx, broken.id))
      await server.as(other.tenant, async (ctx) => {
        for (const { id } of gone) await deleteMember(ctx, id)
      })
      await pool.query(`create function members.refuse() returns trigger language plpgsql as $$ begin
        if old.member_id = '${broken.id}' then raise 'refused by a test'; end if; return old; end $$`)
      await pool.query('create trigger refuse before delete on members.member for each row execute function members.refuse()')
      vi.setSystemTime(new Date('2026-11-09T00:00:00.000Z'))
      await expect(server.runJob('members.purge')).rejects.toThrow('failed for 1 tenants')
      const left = 'select count(*)::int as n from members.member where tenant_id = $1 and deleted_at is not null'
      expect((await pool.query(left, [other.tenant])).rows).toEqual([{ n: 0 }])
      expect((await pool.query(left, [first.tenant])).rows).toEqual([{ n: 1 }])
    } finally {
      vi.useRealTimers()
      await pool.query('drop function if exists members.refuse cascade')
    }
  })

  it('MB-16: an ID in use in the other company is refused, and nothing is moved', async () => {
    const id = await newMember()
    await expect(
      as((ctx) => transferMember(ctx, id, { companyId: sibling.companyId, login: 'admin' }, hasOpenOperation)),
    ).rejects.toMatchObject({
      code: 'id_taken',
    })
    expect(await as((ctx) => findMember(ctx, id))).toMatchObject({ companyId: company.companyId })
  })

  it('MB-13, MB-15, MB-16: an administrator is not deleted or transferred, a Super Admin not suspended', async () => {
    const id = await newMember()
    await as((ctx) => appointAdministrator(ctx, { companyId: company.companyId, memberId: id, role: 'sub_admin' }))
    await expect(as((ctx) => deleteMember(ctx, id))).rejects.toMatchObject({ code: 'is_administrator' })
    await expect(
      as((ctx) => transferMember(ctx, id, { companyId: sibling.companyId, login: 'x' }, hasOpenOperation)),
    ).rejects.toMatchObject({
      code: 'is_administrator',
    })
    await expect(as((ctx) => suspendMember(ctx, company.admin.id))).rejects.toMatchObject({ code: 'is_administrator' })
    await as((ctx) => suspendMember(ctx, id))
  })

  it('P-2, pitfall 28: two Super Admins of one company cannot exist, also when two try at once', async () => {
    const [one, two] = [await newMember(), await newMember()]
    const results = await Promise.allSettled(
      [one, two].map((memberId) => as((ctx) => appointAdministrator(ctx, { companyId: company.companyId, memberId, role: 'super_admin' }))),
    )
    expect(results.every((r) => r.status === 'rejected')).toBe(true)
  })
})

describe('AU-6: what administrators do is no activity', () => {
  it('AU-6: suspending, deleting, transferring, blocking create no active day', async () => {
    const before = await server.database.owner.pool.query('select count(*)::int as n from activity.calendar')
    const ids = [await newMember(), await newMember(), await newMember()]
    await as((ctx) => suspendMember(ctx, ids[0] ?? ''))
    await as((ctx) => deleteMember(ctx, ids[1] ?? ''))
    await as((ctx) => transferMember(ctx, ids[2] ?? '', { companyId: sibling.companyId, login: 'moved' }, hasOpenOperation))
    expect((await server.database.owner.pool.query('select count(*)::int as n from activity.calendar')).rows).toEqual(before.rows)
  })
})
