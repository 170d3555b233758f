import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { errors, locales } from '@muster/contract'
import { describe, expect, test } from 'vitest'
import * as architecture from './architecture.ts'
import type { Rule, Source } from './architecture.ts'

const root = join(import.meta.dirname, '..')

function readSources(folder: string): Source[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : readSources(path)
    return [{ path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }]
  })
}

const sources = ['contract', 'server', 'console', 'client', 'dev', 'test', 'bench'].flatMap((folder) => readSources(join(root, folder)))

/** Each rule with samples that break it: `[path, text]`. A rule that lets its sample pass proves nothing. */
const rules: [name: string, rule: Rule, broken: [string, string][], kept: [string, string][]][] = [
  [
    'a module imports only modules named before it, through their doors',
    architecture.moduleOrder,
    [
      ['server/modules/company/a.service.ts', "import { b } from '#modules/members'"],
      ['server/modules/company/a.service.ts', "import {\n  b,\n  type C,\n} from '../audit/b.queries.ts'"],
      ['server/modules/company/a.service.ts', "export * from '#modules/company'"],
      ['server/modules/company/a.service.ts', "const a = await import('#modules/nothing')"],
      ['server/modules/company/a.service.ts', "import { compose } from '../../compose.ts'"],
      ['server/modules/company/a.service.ts', "import { neighbours } from '../../composition/parts.ts'"],
      ['server/modules/other/a.service.ts', "import { b } from '#modules/audit'"],
    ],
    [
      ['server/modules/company/a.service.ts', "import { b } from '#modules/audit'\n// import { c } from '#modules/members'"],
      ['server/modules/company/a.api.test.ts', "import { b } from '#modules/members'"],
    ],
  ],
  [
    'only compose.ts knows the modules',
    architecture.composeAlone,
    [
      ['server/platform/a.ts', "import type { B } from '#modules/audit'"],
      ['server/platform/a.ts', "import b from '../modules/audit/b.routes.ts'"],
      ['server/main.ts', "import { b } from '#modules/audit'\nimport { c } from '#modules/company'"],
      ['server/main.ts', "import { b } from './modules/audit/index.ts'"],
      ['console/a.ts', "import { b } from '#modules/audit'"],
      ['server/composition/a.ts', "import { b } from '../modules/audit/b.service.ts'"],
    ],
    [
      ['server/main.ts', "import { b } from '#modules/audit'"],
      ['server/compose.ts', "import { b } from '#modules/audit'\nimport { c } from '#modules/company'"],
      ['server/composition/a.ts', "import { b } from '#modules/audit'\nimport { c } from '#modules/company'"],
      ['dev/sample.ts', "import { b } from '../server/modules/audit/index.ts'"],
    ],
  ],
  [
    'inside a module: routes → service → queries, rules at the bottom',
    architecture.moduleArrows,
    [
      ['server/modules/audit/a.routes.ts', "import { b } from './b.queries.ts'"],
      ['server/modules/audit/a.queries.ts', "import { b } from './b.service.ts'"],
      ['server/modules/audit/a.service.ts', "import type { b } from './b.routes.ts'"],
      ['server/modules/audit/a.service.ts', "import { b } from './index.ts'"],
      ['server/modules/audit/a.jobs.ts', "import { b } from './a.routes.ts'"],
    ],
    [
      ['server/modules/audit/a.routes.ts', "import { b } from './b.service.ts'"],
      ['server/modules/audit/a.service.ts', "import { b } from './b.queries.ts'\nimport { c } from './c.rules.ts'"],
    ],
  ],
  [
    'rules import the contract and rules only',
    architecture.pureRules,
    [
      ['server/modules/audit/a.rules.ts', "import { sql } from 'kysely'"],
      ['server/modules/audit/a.rules.ts', "import { now } from '#platform/clock'"],
    ],
    [['server/modules/audit/a.rules.ts', "import { b } from './b.rules.ts'\nimport type { Day } from '@muster/contract'"]],
  ],
  [
    'the contract imports zod, oRPC and itself only',
    architecture.contractAlone,
    [
      ['contract/a.ts', "import { b } from '@orpc/client'"],
      ['contract/a.ts', "import { b } from '../server/b.ts'"],
      ['contract/a.ts', "import pg from 'pg'"],
    ],
    [['contract/a.ts', "import { z } from 'zod'\nimport type { HTTPMethod } from '@orpc/client'\nexport * from './b.ts'"]],
  ],
  [
    'console, client and server meet in the contract only',
    architecture.roomsApart,
    [
      ['console/a.tsx', "import { b } from '../server/b.ts'"],
      ['client/a.ts', "import { b } from '#platform/b'"],
      ['server/a.ts', "import b from '@muster/client'"],
      ['server/platform/a.ts', "const b = await import('../../dev/sample.ts')"],
    ],
    [['console/a.tsx', "import { errors } from '@muster/contract'\nimport { b } from './b.ts'"]],
  ],
  [
    'console: features apart, ui below',
    architecture.consoleLayers,
    [
      ['console/features/a/A.tsx', "import { B } from '../b/B.tsx'"],
      ['console/ui/A.tsx', "import { B } from '../features/b/B.tsx'"],
      ['console/ui/A.tsx', "import { api } from '../lib/api.ts'"],
    ],
    [
      [
        'console/features/a/A.tsx',
        "import { B } from './B.tsx'\nimport { C } from '../../ui/C.tsx'\nimport { api } from '../../lib/api.ts'",
      ],
    ],
  ],
  [
    'the kinds of files in a module are a closed list',
    architecture.closedKinds,
    [
      ['server/modules/audit/helpers.ts', ''],
      ['server/modules/audit/a.util.ts', ''],
      ['server/modules/audit/deep/a.rules.ts', ''],
    ],
    [
      ['server/modules/audit/index.ts', ''],
      ['server/modules/audit/dailyFacts.queries.ts', ''],
      ['server/modules/audit/audit.api.test.ts', ''],
    ],
  ],
  [
    'a module alone writes its tables',
    architecture.ownTables,
    [
      ['server/modules/audit/a.queries.ts', 'sql`insert into company.company values (1)`'],
      ['server/modules/audit/a.queries.ts', 'sql`insert into event values (1)`'],
      ['server/modules/audit/a.queries.ts', "db.updateTable('members.member').set({})"],
      ['server/modules/audit/a.adapter.ts', 'sql`update only members.member set a = 1`'],
      ['server/migrations/0001_audit.sql', 'delete from\n  members.member;'],
      ['server/migrations/0001_audit.sql', 'update member set a = 1;'],
      ['server/migrations/first.sql', ''],
    ],
    [
      [
        'server/modules/audit/a.queries.ts',
        'sql`insert into audit.event select 1 from members.member for update of m on conflict do update set a = 1`',
      ],
      [
        'server/modules/audit/a.queries.ts',
        '/* insert into company.company */ sql`-- update company.company set a = 1\n insert into pg_temp.t`',
      ],
      ['server/migrations/0005_members.sql', 'update sessions.connection set a = 1; create trigger a after update on members.member;'],
    ],
  ],
  [
    'SQL lives in queries',
    architecture.sqlInQueriesOnly,
    [
      ['server/modules/audit/a.service.ts', 'await sql`select 1`.execute(db)'],
      ['server/modules/audit/a.routes.ts', 'sql<{ a: number }>`select 1`'],
      ['server/modules/audit/a.service.ts', "db.selectFrom('audit.event')"],
    ],
    [['server/modules/audit/a.queries.ts', 'sql`select 1`']],
  ],
  [
    'a test that replaces modules or globals has a process of its own',
    architecture.mocksApart,
    [
      ['server/modules/audit/a.api.test.ts', "vi.mock('../../platform/hashing.ts')"],
      ['test/a.e2e.test.ts', "vi.stubGlobal('fetch', () => undefined)"],
    ],
    [
      ['server/modules/audit/a.test.ts', "vi.mock('../../platform/hashing.ts')"],
      ['server/modules/audit/a.api.test.ts', "vi.useFakeTimers({ toFake: ['Date'] })"],
    ],
  ],
]

describe.each(rules)('%s', (_, rule, broken, kept) => {
  test('here', () => expect(rule(sources)).toEqual([]))
  test.each(broken)('it refuses %s: %s', (path, text) => expect(rule([{ path, text }])).toHaveLength(1))
  test.each(kept)('it allows %s: %s', (path, text) => expect(rule([{ path, text }])).toEqual([]))
})

test('every declared exception is still needed', () => {
  const idle = architecture.foreignWrites.filter(
    ({ file, schema }) => !sources.some(({ path, text }) => path === file && text.includes(`${schema}.`)),
  )
  expect(idle).toEqual([])
})

test('RE-2: every error code has text in three languages', () => {
  expect(architecture.errorsWithoutText(errors, locales)).toEqual([])
  expect(architecture.errorsWithoutText({ a: { en: 'Words', ko: 'Words', ja: '' } }, locales)).toEqual([
    'a has no text in ko',
    'a has no text in ja',
  ])
})

test('package-lock.json lists the optional packages of every platform, else npm ci refuses it', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/lock.mjs'), '--check'], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

test('the scripts that run before anything is installed import nothing that npm ci installs', () => {
  const folder = join(root, 'scripts')
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.mjs'))) {
    const found = architecture.importsOf({ path: `scripts/${file}`, text: readFileSync(join(folder, file), 'utf8') })
    expect(found.filter(({ specifier }) => !/^(node:|\.\/)/.test(specifier)).map(({ specifier }) => `${file}: ${specifier}`)).toEqual([])
  }
})
