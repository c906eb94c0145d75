import type { Page } from '@playwright/test';
import { Api } from '../api.ts';
import { MONDAY, SATURDAY } from '../days.ts';
import { axe, expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

/** The class on Mondays at 18:00, as its row reads. */
const ROW = '18:00–19:15';

test('a guest adds a class to a haircut and books both', async ({ page }) => {
  await page.goto(steps.path(MONDAY));
  await steps.time(page, MONDAY, '09:00', 'Ana').click();
  await steps.expectForm(page);
  const left = await seconds(page);
  await page.getByRole('link', { name: 'Add something else' }).click();
  await expect(page.getByRole('heading', { name: 'What would you like to add?' })).toBeVisible();
  await axe(page);
  await steps.alive(page, () => page.getByRole('link', { name: 'Yoga class' }).click());
  await axe(page);
  await page.goto(`${page.url()}?date=${MONDAY.date}`);
  await steps.row(page, ROW).getByRole('button').click();

  await steps.expectForm(page);
  await expect(page.getByRole('status').filter({ hasText: 'Added.' })).toBeVisible();
  await expect(steps.item(page, 'Haircut')).toContainText('€38.00');
  await expect(steps.item(page, 'Yoga class')).toContainText('€14.00');
  await expect(page.getByText('Total €52.00')).toBeVisible();
  expect(await seconds(page), 'the hold goes on as it was').toBeLessThanOrEqual(left);
  await axe(page);
  await steps.books(page);
  await expect(steps.item(page, 'Haircut')).toContainText('With Ana');
  await expect(steps.item(page, 'Yoga class')).toContainText('18:00–19:15');
  await axe(page);
});

test('without JavaScript a guest adds something and removes it', async ({ noJs, server }) => {
  const api = new Api(server);
  const page = await noJs();
  await page.goto(steps.path(MONDAY));
  await steps.time(page, MONDAY, '09:00', 'Ana').click();
  await expect(page.getByRole('button', { name: /^Remove/ })).toBeHidden();
  await page.getByRole('link', { name: 'Add something else' }).click();
  await page.getByRole('link', { name: 'Vinyl record' }).click();
  await steps.row(page, 'Vinyl record').getByRole('button').click();
  await expect(steps.item(page, 'Vinyl record')).toBeVisible();

  await page.getByRole('button', { name: 'Remove: Haircut' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Removed.' })).toBeVisible();
  await expect(steps.item(page, 'Haircut')).toBeHidden();
  expect((await api.free(MONDAY)).some(({ slot }) => slot.endsWith('-ana'))).toBe(true);
  await api.book(MONDAY, '09:00', 'Ana');
  await steps.books(page);
  await expect(steps.item(page, 'Vinyl record')).toContainText('€29.00');
});

test('what cannot be added leaves the rest as it was', async ({
  noJs,
  server,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/status of 409/);
  const api = new Api(server);
  const page = await noJs();
  await page.goto(steps.path(MONDAY));
  await steps.time(page, MONDAY, '09:00', 'Ana').click();
  await page.getByRole('link', { name: 'Add something else' }).click();
  await page.getByRole('link', { name: 'Vinyl record' }).click();
  await api.take('vinyl', { slot: 'stock', quantity: 5 });
  await steps.row(page, 'Vinyl record').getByRole('button').click();
  await expect(steps.notice(page)).toBeFocused();
  await page.getByRole('link', { name: 'Back to your booking' }).click();
  await expect(page.getByText('Vinyl record')).toBeHidden();
  await expect(page.getByText(MONDAY.title)).toContainText('09:00–09:45');
  await steps.books(page);
});

test('each kind is said in its own words', async ({ page, server }) => {
  const api = new Api(server);
  const yoga = await api.slotAt('yoga', MONDAY);
  const booking = await api.order([
    { offer: 'yoga', slot: yoga, quantity: 2 },
    { offer: 'room', from: MONDAY.date, to: SATURDAY.date, quantity: 2 },
    { offer: 'vinyl', slot: 'stock', quantity: 3 },
  ]);
  await page.goto(steps.bookingPath(booking));
  await expect(steps.item(page, '2 places: Yoga class')).toContainText('€28.00');
  await expect(steps.item(page, 'Double room, 2 rooms')).toContainText('5 nights');
  await expect(steps.item(page, '3 × Vinyl record')).toContainText('€87.00');
  for (const name of ['Choose another time', 'Choose other dates', 'Choose another amount']) {
    await expect(page.getByRole('link', { name })).toBeVisible();
  }
  await axe(page);
});

/** How much of the hold is left. */
async function seconds(page: Page): Promise<number> {
  const text = await page.getByRole('timer').innerText();
  const [, minutes, rest] = /(\d+):(\d\d)$/.exec(text) ?? [];
  return Number(minutes) * 60 + Number(rest);
}
