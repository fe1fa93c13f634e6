import { defineConfig } from 'vitest/config';

/** Drives the built desk in Debian's Chromium: `npm run build && npm run test:browser`. */
export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.browser.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
