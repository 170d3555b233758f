import { defineConfig } from 'vitest/config'

const everywhere = ['**/node_modules/**', '**/dist/**', '**/.*/**', 'data/**']
const rules = ['**/*.rules.test.ts', 'test/architecture.test.ts', 'test/rules.test.ts']
const faults = ['test/**/*.fault.test.ts']
const journeys = ['test/**/*.e2e.test.ts']
const withDatabase = { globalSetup: ['test/database.ts'], testTimeout: 60_000, hookTimeout: 120_000 }

/**
 * Four projects, one after another (`groupOrder`), two files at a time; a test that no pattern names is an `api` test, so none is
 * left out. Nothing is retried: a test that passes the second time is a defect.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    retry: 0,
    passWithNoTests: false,
    projects: [
      { extends: true, test: { name: 'rules', include: rules, exclude: everywhere, sequence: { groupOrder: 0 } } },
      {
        extends: true,
        test: {
          name: 'api',
          include: ['**/*.test.ts'],
          exclude: [...everywhere, ...rules, ...faults, ...journeys],
          sequence: { groupOrder: 1 },
          ...withDatabase,
        },
      },
      {
        extends: true,
        test: { name: 'faults', include: faults, exclude: everywhere, maxWorkers: 1, sequence: { groupOrder: 2 }, ...withDatabase },
      },
      { extends: true, test: { name: 'journeys', include: journeys, exclude: everywhere, sequence: { groupOrder: 3 }, ...withDatabase } },
    ],
  },
})
