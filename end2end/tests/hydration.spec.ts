import { MONDAY } from '../days.ts';
import { expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

declare global {
  interface Window {
    /** When the island opened the live stream, which is the first thing it does. */
    hydratedAt?: number;
  }
}

// Speed is the benchmark's to judge: here it is only told.
test('the page comes alive', async ({ page }, testInfo) => {
  await page.addInitScript(() => {
    window.EventSource = class extends EventSource {
      constructor(url: string | URL, options?: EventSourceInit) {
        super(url, options);
        window.hydratedAt ??= performance.now();
      }
    };
  });
  await steps.openDay(page, MONDAY);
  const { parsed, alive } = await page.evaluate(() => {
    const timing = performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming;
    return { parsed: timing.domInteractive, alive: window.hydratedAt ?? 0 };
  });
  expect(alive).toBeGreaterThan(0);
  const [ms, html] = [Math.round(alive), Math.round(parsed)];
  const description = `${ms} ms after navigation began (HTML: ${html})`;
  testInfo.annotations.push({ type: 'hydrated', description });
  console.log(`${testInfo.project.name} hydrated ${description}`);
});
