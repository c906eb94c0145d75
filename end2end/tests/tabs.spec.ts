import type { Page } from '@playwright/test';
import { Api } from '../api.ts';
import { MONDAY } from '../days.ts';
import { expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

/** Chromium opens six connections at most to one server over HTTP/1.1; a live stream is one. */
const CONNECTIONS = 6;

test('a guest with many tabs open can go on in another', async ({ context, page, server }) => {
  await steps.openDay(page, MONDAY);
  await show(page, 'hidden');
  for (let tab = 1; tab < CONNECTIONS; tab += 1) {
    const other = await context.newPage();
    await steps.openDay(other, MONDAY);
    await show(other, 'hidden');
  }
  const last = await context.newPage();
  await last.goto(steps.path(MONDAY));
  await steps.time(last, MONDAY, '09:00', 'Ana').click();
  await steps.expectForm(last);

  await new Api(server).book(MONDAY, '12:00', 'Ana');
  await show(page, 'visible');
  await steps.expectHeld(steps.time(page, MONDAY, '09:00', 'Ana'));
  await steps.expectTaken(steps.time(page, MONDAY, '12:00', 'Ana'));
  await expect(page.getByRole('status').filter({ hasText: 'Connection lost' })).toBeHidden();
});

/** As when the guest looks at another tab or comes back; headless pages all count as visible. */
async function show(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value });
    Object.defineProperty(document, 'hidden', { configurable: true, value: value === 'hidden' });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, state);
}
