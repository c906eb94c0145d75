import type { Page } from '@playwright/test';
import { Api } from '../api.ts';
import { MONDAY } from '../days.ts';
import { expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

/** WCAG 2.2, 1.4.10: 320 px is a window of 1280 px at 400 %. */
const WIDTH = 320;

test.use({ viewport: { width: WIDTH, height: 640 } });

test('no page scrolls sideways in a narrow window', async ({
  page,
  server,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/status of 4(04|22)/);
  const api = new Api(server);
  await page.goto('/');
  await expectFits(page);
  await page.goto('/nothing');
  await expectFits(page);

  await page.route('**/live?*', () => {});
  await steps.openDay(page, MONDAY);
  await expectFits(page);
  await api.book(MONDAY, '09:00', 'Ana');
  await api.hold(MONDAY, '12:00', 'Ana');
  await steps.time(page, MONDAY, '09:00', 'Ana').click();
  await expect(steps.notice(page)).toBeVisible();
  await steps.expectHeld(steps.time(page, MONDAY, '12:00', 'Ana'));
  await expectFits(page);

  await steps.time(page, MONDAY, '15:00', 'Ana').click();
  await steps.expectForm(page);
  await expectFits(page);
  await steps.fillForm(page, { name: ' ', email: 'ada@localhost' });
  await steps.confirm(page);
  await expect(page.getByText('Please check what you entered')).toBeVisible();
  await expectFits(page);

  const long = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(2);
  await steps.fillForm(page, { name: long, note: `https://example.com/${long}` });
  await steps.confirm(page);
  await steps.expectConfirmed(page);
  await page.getByText('Cancel this booking').click();
  await expectFits(page);
  await page.getByRole('button', { name: 'Yes, cancel it' }).click();
  await expect(page.getByText('The time is free for others again.')).toBeVisible();
  await expectFits(page);
});

async function expectFits(page: Page): Promise<void> {
  const width = await page.evaluate(() => document.scrollingElement?.scrollWidth);
  expect(width, `width of ${page.url()}`).toBeLessThanOrEqual(WIDTH);
}
