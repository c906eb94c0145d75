import { Api } from '../api.ts';
import { MONDAY } from '../days.ts';
import { expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

test('a double click holds one time', async ({ page, server }) => {
  const api = new Api(server);
  const before = (await api.free(MONDAY)).length;
  await steps.openDay(page, MONDAY);
  let asked = 0;
  page.on('request', (request) => {
    asked += request.url().endsWith('/api/fn/hold') ? 1 : 0;
  });
  await steps.time(page, MONDAY, '09:00', 'Ana').dblclick();
  await steps.expectForm(page);
  expect(asked).toBe(1);
  // 09:00 to 09:45 with Ana overlap it; the same times with Ben do not.
  expect((await api.free(MONDAY)).length).toBe(before - 4);
});

test('while a time is being held, another cannot be', async ({ page, server }) => {
  const api = new Api(server);
  const before = (await api.free(MONDAY)).length;
  await steps.openDay(page, MONDAY);
  let answer = () => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/api/fn/hold', async (route) => {
    await answered;
    await route.continue();
  });
  await steps.time(page, MONDAY, '09:00', 'Ana').click();
  await expect(page.getByRole('status').filter({ hasText: 'Holding it for you' })).toBeVisible();
  await steps.time(page, MONDAY, '15:00', 'Ben').click();
  answer();
  await steps.expectForm(page);
  await expect(page.getByText(MONDAY.title)).toContainText('09:00–09:45');
  expect((await api.free(MONDAY)).length).toBe(before - 4);
});

test('sending the form twice makes one booking', async ({ page }) => {
  await page.goto(steps.path(MONDAY));
  await steps.time(page, MONDAY, '09:00', 'Ana').click();
  await steps.expectForm(page);
  await steps.fillForm(page);
  await page.getByRole('button', { name: 'Confirm booking' }).dblclick();
  await steps.expectConfirmed(page);
});
