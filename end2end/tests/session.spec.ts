import { Api } from '../api.ts';
import { MONDAY, TUESDAY } from '../days.ts';
import { axe, expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

/** The class on Mondays at 18:00, as its row reads. */
const ROW = '18:00–19:15';

test('a guest books places in a class', async ({ page }) => {
  await steps.openDay(page, MONDAY, 'yoga');
  await axe(page);
  await test.step('a day without a class cannot be chosen', async () => {
    await expect(steps.dayLink(page, TUESDAY)).toBeHidden();
    await expect(steps.dayLink(page, MONDAY)).toHaveAccessibleName(/, 12 places left$/);
  });
  await page.getByRole('button', { name: 'One more' }).click();
  await expect(steps.row(page, ROW)).toContainText('€14.00 each, 2 for €28.00');
  await steps.row(page, ROW).getByRole('button').click();
  await steps.books(page);
});

test('places that others take are gone from the page at once', async ({ page, guest }) => {
  const other = await guest();
  await steps.openDay(page, MONDAY, 'yoga');
  await steps.openDay(other, MONDAY, 'yoga');
  await other.getByRole('spinbutton', { name: 'Places' }).fill('3');
  await steps.row(other, ROW).getByRole('button').click();
  await steps.expectForm(other);
  await expect(steps.row(page, ROW)).toContainText('9 places left');
  await expect(steps.dayLink(page, MONDAY)).toHaveAccessibleName(/, 9 places left$/);
});

test('a class that fills up says so, and a guest waits for it', async ({ page, server }) => {
  const api = new Api(server);
  await steps.openDay(page, MONDAY, 'yoga');
  const button = steps.row(page, ROW).getByRole('button');
  await button.focus();
  const booking = await api.take('yoga', { slot: await api.slotAt('yoga', MONDAY), quantity: 4 });
  await api.take('yoga', { slot: await api.slotAt('yoga', MONDAY), quantity: 4 });
  await api.take('yoga', { slot: await api.slotAt('yoga', MONDAY), quantity: 4 });
  await expect(steps.row(page, ROW)).toContainText('sold out');
  await expect(button).toBeFocused();
  await expect(button).toBeDisabled();
  await expect(steps.dayLink(page, MONDAY)).toHaveAccessibleName(/, sold out$/);
  await axe(page);

  await test.step('the places come back while the page is open', async () => {
    await api.cancel(booking);
    await expect(steps.row(page, ROW)).toContainText('4 places left');
    await expect(page.getByRole('spinbutton')).toHaveAttribute('max', '4');
    await api.take('yoga', { slot: await api.slotAt('yoga', MONDAY), quantity: 4 });
    await expect(steps.row(page, ROW)).toContainText('sold out');
  });

  await page.getByRole('link', { name: 'Join the waiting list' }).click();
  await steps.waits(page, 'Yoga class');
});

test('a guest who wants more than there are is told how many, and keeps the number', async ({
  noJs,
  server,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/status of 409/);
  const api = new Api(server);
  const page = await noJs();
  await page.goto(steps.path(MONDAY, 'yoga'));
  const slot = await api.slotAt('yoga', MONDAY);
  for (const quantity of [4, 4, 3]) {
    await api.take('yoga', { slot, quantity });
  }
  await page.getByRole('spinbutton', { name: 'Places' }).fill('2');
  await steps.row(page, ROW).getByRole('button').click();
  await expect(steps.notice(page)).toBeFocused();
  await expect(steps.notice(page)).toContainText('Only 1 is left.');
  await expect(page.getByRole('spinbutton')).toHaveValue('2');
  await steps.notice(page).getByRole('button').first().click();
  await steps.books(page);
});

test('a concert is one date in a list', async ({ page, noJs }) => {
  await steps.alive(page, () => page.goto('/offers/concert'));
  await expect(page.getByRole('table')).toBeHidden();
  await expect(steps.row(page, '20:00–22:30')).toContainText('500 places left');
  await axe(page);
  await page.getByRole('spinbutton', { name: 'Places' }).fill('10');
  await steps.row(page, '20:00–22:30').getByRole('button').click();
  await steps.books(page);

  await page.goto('/');
  await expect(page.getByText('490 places left')).toBeVisible();

  const plain = await noJs();
  await plain.goto('/offers/concert');
  await expect(plain.getByText('490 places left')).toBeVisible();
  await steps.row(plain, '20:00–22:30').getByRole('button').click();
  await steps.books(plain);
});
