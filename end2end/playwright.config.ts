import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const debian = '/usr/bin/chromium';

/** Undefined: the Chromium that Playwright itself has downloaded. */
const executablePath = process.env.CHROMIUM ?? (existsSync(debian) ? debian : undefined);

export default defineConfig({
  testDir: 'tests',
  forbidOnly: true,
  fullyParallel: true,
  /** A test that passes only the second time has found something. */
  retries: 0,
  /** Each brings a server and a browser; the smallest machine we build on has two cores. */
  workers: 2,
  reporter: 'list',
  timeout: MINUTE,
  /** Just below what `cargo xtask test` allows, so that it is Playwright that says what was slow. */
  globalTimeout: 14 * MINUTE,
  expect: { timeout: 5 * SECOND },
  use: {
    trace: 'off',
    screenshot: 'off',
    video: 'off',
    actionTimeout: 10 * SECOND,
    navigationTimeout: 15 * SECOND,
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
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
  projects: [
    { name: 'desktop', use: { viewport: { width: 1280, height: 800 } } },
    {
      name: 'phone',
      use: {
        viewport: { width: 360, height: 740 },
        deviceScaleFactor: 2,
        hasTouch: true,
        isMobile: true,
      },
    },
  ],
});
