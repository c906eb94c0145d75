import { Api } from '../api.ts';
import { MONDAY } from '../days.ts';
import { axe, expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

test('without JavaScript a guest waits for what is sold out', async ({ noJs, server }) => {
  await new Api(server).take('vinyl', { slot: 'stock', quantity: 5 });
  const page = await noJs();
  await page.goto('/offers/vinyl');
  await page.getByRole('link', { name: 'Join the waiting list' }).click();
  await steps.waits(page, 'Vinyl record');
});

test('a form to wait that is wrong comes back as typed', async ({
  page,
  server,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/status of 422/);
  await new Api(server).take('vinyl', { slot: 'stock', quantity: 5 });
  await page.goto('/offers/vinyl/wait?slot=stock&quantity=2');
  await axe(page);
  await steps.fillForm(page, { email: 'ada@localhost' });
  await page.getByRole('button', { name: 'Join the waiting list' }).click();
  await expect(page.getByRole('group', { name: 'Please check what you entered' })).toBeFocused();
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue(steps.GUEST.name);
  await expect(page.getByRole('spinbutton')).toHaveValue('2');
  await axe(page);
  await steps.fillForm(page);
  await page.getByRole('button', { name: 'Join the waiting list' }).click();
  await expect(page).toHaveURL(/\/bookings\//);
});

test('a guest waits for a time that was gone before they came', async ({ page, server }) => {
  await new Api(server).book(MONDAY, '11:00', 'Ana');
  await page.goto(steps.path(MONDAY));
  await page.getByRole('link', { name: 'Join the waiting list' }).click();
  await axe(page);
  const time = `${MONDAY.label}, 11:00 to 11:45 with Ana`;
  await page.getByRole('link', { name: time }).click();
  await steps.waits(page, 'Haircut');
});

test('a guest who comes too late can wait', async ({ page, server }) => {
  await page.route('**/live?*', () => {});
  await steps.openDay(page, MONDAY);
  await new Api(server).book(MONDAY, '11:00', 'Ana');
  await steps.time(page, MONDAY, '11:00', 'Ana').click();
  await expect(steps.notice(page)).toBeFocused();
  await page.getByRole('link', { name: 'Join the waiting list for it' }).click();
  await steps.waits(page, 'Haircut');
});
