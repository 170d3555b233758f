import { defineConfig } from 'vitest/config'

const everywhere = ['**/node_modules/**', '**/dist/**', '**/.*/**', 'data/**']
const rules = ['**/*.rules.test.ts', 'test/architecture.test.ts', 'test/rules.test.ts']
const api = ['**/*.api.test.ts', 'test/matrix.test.ts']
const journeys = ['test/**/*.e2e.test.ts']
/** A condition is waited for as long as a browser waits for what it is to find: a busy machine takes the time it needs. */
const patient = { poll: { timeout: 30_000, interval: 50 } }
const withDatabase = { globalSetup: ['test/database.ts'], testTimeout: 60_000, hookTimeout: 120_000, expect: patient }
/** One process for many files: the server is loaded and warmed up once, not for each. What a file leaves of its own would reach the next. */
const together = { isolate: false, setupFiles: ['test/together.ts'] }

/**
 * Four projects, two files at a time; a test that no pattern names has a process of its own (`apart`), so none is left out. Those
 * apart go first, larger files before smaller: the long ones are not what is waited for in the end. Nothing is retried: a test that
 * passes the second time is a defect.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    retry: 0,
    passWithNoTests: false,
    projects: [
      { extends: true, test: { name: 'rules', include: rules, exclude: everywhere, isolate: false, sequence: { groupOrder: 0 } } },
      {
        extends: true,
        test: {
          name: 'apart',
          include: ['**/*.test.ts'],
          exclude: [...everywhere, ...rules, ...api, ...journeys],
          // Imports its own files without their ending, which Node does not take.
          server: { deps: { inline: ['@openid/appauth'] } },
          sequence: { groupOrder: 1 },
          ...withDatabase,
        },
      },
      {
        extends: true,
        test: { name: 'api', include: api, exclude: everywhere, sequence: { groupOrder: 1 }, ...withDatabase, ...together },
      },
      {
        extends: true,
        test: { name: 'journeys', include: journeys, exclude: everywhere, sequence: { groupOrder: 2 }, ...withDatabase, ...together },
      },
    ],
  },
})
