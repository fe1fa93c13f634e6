import { defineConfig } from 'vitest/config';

/** Drives the built widget in Debian's Chromium: `npm run build && npm run test:browser`. */
export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/browser/**/*.browser.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
