import { Api, type Booking } from '../api.ts';
import { MONDAY } from '../days.ts';
import { axe, expect, test } from '../fixtures.ts';
import type { Server } from '../server.ts';
import * as steps from '../steps.ts';

test.use({ serve: { options: ['--hold-seconds', '1'] } });

const LAPSED = 'nobody else has taken any of it yet';

/** A haircut and a class, no longer held. */
async function lapsed(server: Server): Promise<Booking> {
  const api = new Api(server);
  const haircut = (await api.free(MONDAY)).find(({ slot }) => slot.endsWith('-ana'));
  const items = [
    { offer: 'haircut', slot: haircut?.slot, quantity: 1 },
    { offer: 'yoga', slot: await api.slotAt('yoga', MONDAY), quantity: 2 },
  ];
  const booking = await api.order(items, { hold: true });
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  return booking;
}

test('without JavaScript a guest keeps the rest, and what they had typed', async ({
  noJs,
  server,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/status of 422/);
  const page = await noJs();
  await page.goto(steps.bookingPath(await lapsed(server)));
  await expect(page.getByText(LAPSED)).toBeVisible();
  await new Api(server).book(MONDAY, '09:00', 'Ana');
  await steps.fillForm(page, { note: 'A trim' });
  await steps.confirm(page);

  const title = page.getByRole('heading', { name: 'Part of this is no longer free' });
  await expect(title).toBeVisible();
  await expect(steps.notice(page)).toBeFocused();
  await expect(steps.notice(page)).toContainText(/^Haircut, .*09:00–09:45, with Ana: Someone else/);
  await expect(steps.item(page, 'Haircut')).toContainText('No longer to be had');
  await page.getByRole('button', { name: 'Keep the rest' }).click();

  await expect(page.getByText('We hold it for you anew.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue(steps.GUEST.name);
  await expect(page.getByRole('textbox', { name: 'Note' })).toHaveValue('A trim');
  await expect(page.getByText('Haircut')).toBeHidden();
  await steps.confirm(page);
  await steps.expectConfirmed(page);
  await expect(steps.item(page, '2 places: Yoga class')).toBeVisible();
});

test('a guest takes a time close by together with the rest', async ({ page, server }) => {
  const booking = await lapsed(server);
  await new Api(server).book(MONDAY, '09:00', 'Ana');
  await page.goto(steps.bookingPath(booking));
  await axe(page);
  await steps.notice(page).getByRole('button', { name: '09:00 to 09:45 with Ben' }).click();
  await expect(steps.item(page, 'Haircut')).toContainText('With Ben');
  await expect(steps.item(page, '2 places: Yoga class')).toBeVisible();
  await steps.fillForm(page);
  await steps.confirm(page);
  await steps.expectConfirmed(page);
});

test('adding to a hold that has ended takes all of it anew', async ({ noJs, server }) => {
  const booking = await lapsed(server);
  const page = await noJs();
  await page.goto(`${steps.bookingPath(booking)}/add/vinyl`);
  await steps.row(page, 'Vinyl record').getByRole('button').click();
  await expect(page.getByText('We hold it for you anew.')).toBeVisible();
  for (const title of ['Haircut', '2 places: Yoga class', 'Vinyl record']) {
    await expect(steps.item(page, title)).toBeVisible();
  }
});

test('adding to a hold of which a part is gone keeps the others and says so', async ({
  noJs,
  server,
}) => {
  const booking = await lapsed(server);
  await new Api(server).book(MONDAY, '09:00', 'Ana');
  const page = await noJs();
  await page.goto(`${steps.bookingPath(booking)}/add/vinyl`);
  await steps.row(page, 'Vinyl record').getByRole('button').click();
  await expect(page.getByText('No longer to be had, and left out: Haircut.')).toBeVisible();
  await expect(steps.item(page, '2 places: Yoga class')).toBeVisible();
  await expect(steps.item(page, 'Vinyl record')).toBeVisible();
});
