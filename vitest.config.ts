import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'libs/**/*.test.ts',
      'apps/**/*.test.ts',
      'services/**/*.test.ts',
      'tests/**/*.test.ts',
      'tools/**/*.test.ts',
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
})
