import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'libs/**/*.test.ts',
      'apps/**/*.test.ts',
      'services/**/*.test.ts',
      'tests/**/*.test.ts',
      'tools/**/*.test.ts',
      'notebooks/lib/*.test.ts',
    ],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
    // Real servers on a shared machine: one more try where nobody watches; the report names what needed it.
    retry: process.env['CI'] ? 1 : 0,
  },
})
