import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  outputDir: './test-results',
  timeout: 120_000,
  expect: { timeout: 10_000 },
  workers: 2,
  // Files beside each other, tests of a file in order: each file has a server of its own.
  fullyParallel: false,
  forbidOnly: true,
  reporter: 'dot',
  use: {
    locale: 'en',
    timezoneId: 'Asia/Tokyo',
    viewport: { width: 1360, height: 860 },
    trace: 'off',
    actionTimeout: 15_000,
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
