import { defineConfig } from 'vitest/config';

// One project per kind of test, so that a run can name what it ran. Real sockets and processes need room: no
// test may depend on speed, and two workers match the machines that run them.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['unit/**/*.test.ts', 'integration/**/*.test.ts', 'hostile/**/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    passWithNoTests: false,
  },
});
