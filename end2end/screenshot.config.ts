import type { PlaywrightTestConfig } from '@playwright/test';
import tests from './playwright.config.ts';

/** `npm run screenshot` takes the picture in README.md anew. */
export default {
  ...tests,
  testDir: '.',
  testMatch: 'screenshot.ts',
  projects: [{ name: 'desktop', use: { viewport: { width: 1280, height: 800 } } }],
} satisfies PlaywrightTestConfig;
