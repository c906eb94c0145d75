import { Api } from '../api.ts';
import { MONDAY, SATURDAY, TUESDAY, WEDNESDAY } from '../days.ts';
import { axe, expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

const RANGE = `from=${MONDAY.date}&to=${WEDNESDAY.date}`;

test('a guest chooses nights in the calendar and books them', async ({ page }) => {
  await steps.alive(page, () => page.goto(`/offers/room?month=${MONDAY.date.slice(0, 7)}`));
  await axe(page);
  await page.evaluate(() => document.body.setAttribute('data-same', ''));
  await steps.dayLink(page, MONDAY).click();
  await expect(page.getByLabel('Arrival')).toHaveValue(MONDAY.date);
  await expect(steps.dayLink(page, MONDAY)).toHaveAccessibleName(/€89, 6 rooms left, arrival$/);
  await steps.dayLink(page, WEDNESDAY).click();
  await expect(page.getByRole('heading', { name: 'Your stay' })).toBeFocused();
  await expect(page.getByLabel('Departure')).toHaveValue(WEDNESDAY.date);
  await expect(page.getByText(/^2 nights, [^.]*$/)).toBeVisible();
  await expect(page.getByText('€178.00', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'One more' }).click();
  await expect(page.getByText('€356.00', { exact: true })).toBeVisible();
  await axe(page);
  await expect(page.locator('body')).toHaveAttribute('data-same');

  await page.getByRole('button', { name: 'Book these nights' }).click();
  await steps.books(page);
});

test('Back goes from the departure to the arrival', async ({ page }) => {
  await steps.alive(page, () => page.goto(`/offers/room?month=${MONDAY.date.slice(0, 7)}`));
  await steps.dayLink(page, MONDAY).click();
  await steps.dayLink(page, TUESDAY).click();
  await expect(page.getByText(/^1 night, [^.]*$/)).toBeVisible();
  await page.goBack();
  await expect(page.getByLabel('Departure')).toHaveValue('');
  await expect(page.getByLabel('Arrival')).toHaveValue(MONDAY.date);
});

test('nights that others book show as full, and a guest waits for them', async ({
  page,
  server,
}) => {
  const api = new Api(server);
  await steps.alive(page, () => page.goto(`/offers/room?${RANGE}`));
  await expect(page.getByText('6 rooms left', { exact: true })).toBeVisible();
  const nights = { from: TUESDAY.date, to: WEDNESDAY.date };
  await api.take('room', { ...nights, quantity: 3 });
  await expect(page.getByText('3 rooms left', { exact: true })).toBeVisible();
  await expect(steps.dayLink(page, TUESDAY)).toHaveAccessibleName(/, 3 rooms left$/);
  await api.take('room', { ...nights, quantity: 3 });
  await expect(page.getByText('These nights are fully booked.', { exact: true })).toBeVisible();
  await axe(page);

  await page.getByRole('link', { name: 'Join the waiting list for these nights' }).click();
  await steps.waits(page, 'Double room');
});

test('without JavaScript a guest sees what nights cost and books them', async ({ noJs }) => {
  const page = await noJs();
  await page.goto('/offers/room');
  await page.getByLabel('Arrival').fill(MONDAY.date);
  await page.getByLabel('Departure').fill(SATURDAY.date);
  await page.getByRole('spinbutton', { name: 'Rooms' }).fill('2');
  await page.getByRole('button', { name: 'Show the price' }).click();
  await expect(page.getByText(/^5 nights, [^.]*$/)).toBeVisible();
  // Four nights at 89 and a Friday at 119, twice.
  await expect(page.getByText('€950.00', { exact: true })).toBeVisible();
  await expect(page.getByRole('spinbutton', { name: 'Rooms' })).toHaveValue('2');
  await page.getByRole('button', { name: 'Book these nights' }).click();
  await steps.books(page);
});

test('without JavaScript the days of the calendar are links', async ({ noJs }) => {
  const page = await noJs();
  await page.goto(`/offers/room?month=${MONDAY.date.slice(0, 7)}`);
  await steps.dayLink(page, MONDAY).click();
  await expect(page.getByLabel('Arrival')).toHaveValue(MONDAY.date);
  await steps.dayLink(page, TUESDAY).click();
  await expect(page.getByText('€89.00', { exact: true })).toBeVisible();
});

test('nights that are gone leave the choice as it was and offer others', async ({
  noJs,
  server,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/status of 409/);
  const api = new Api(server);
  const page = await noJs();
  await page.goto(`/offers/room?${RANGE}`);
  for (const quantity of [3, 3]) {
    await api.take('room', { from: TUESDAY.date, to: WEDNESDAY.date, quantity });
  }
  await page.getByRole('button', { name: 'Book these nights' }).click();
  await expect(steps.notice(page)).toBeFocused();
  await expect(page.getByLabel('Arrival')).toHaveValue(MONDAY.date);
  await expect(page.getByLabel('Departure')).toHaveValue(WEDNESDAY.date);
  await expect(page.getByRole('link', { name: 'Join the waiting list for it' })).toBeVisible();
  const near = steps.notice(page).getByRole('button');
  await expect(near).toHaveCount(4);
  await near.first().click();
  await steps.books(page);
});

test('a stay that is too long is refused in words', async ({ noJs, expectedConsoleErrors }) => {
  expectedConsoleErrors.push(/status of 409/);
  const page = await noJs();
  const to = new Date(`${MONDAY.date}T00:00:00Z`);
  to.setUTCDate(to.getUTCDate() + 15);
  await page.goto(`/offers/room?from=${MONDAY.date}&to=${to.toISOString().slice(0, 10)}`);
  const why = 'This stay is too long: please choose at most 14 nights.';
  await expect(page.getByText(why)).toBeVisible();
  await page.getByRole('button', { name: 'Book these nights' }).click();
  await expect(steps.notice(page)).toContainText(why);
});
