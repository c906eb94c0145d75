import { Api, type Booking, GUEST } from '../api.ts';
import { MONDAY } from '../days.ts';
import { axe, expect, test } from '../fixtures.ts';
import type { Server } from '../server.ts';
import * as steps from '../steps.ts';

/** One who has four of the twelve places of a class that is full, and two who wait for one each. */
async function full(server: Server): Promise<[Booking, Booking, Booking]> {
  const api = new Api(server);
  const item = { offer: 'yoga', slot: await api.slotAt('yoga', MONDAY), quantity: 4 };
  const has = await api.order([item]);
  await api.order([item]);
  await api.order([item]);
  const one = [{ ...item, quantity: 1 }];
  const wait = { guest: GUEST, wait: true };
  return [has, await api.order(one, wait), await api.order(one, wait)];
}

test('a guest who waits sees their place in line, and what comes free', async ({ page, server }) => {
  const [has, first, second] = await full(server);
  await page.goto(steps.bookingPath(second));
  const title = page.getByRole('heading', { name: 'You are on the waiting list' });
  await expect(title).toBeVisible();
  const place = page.getByRole('status').filter({ hasText: 'in line' });
  await expect(place).toHaveText('You are number 2 in line.');
  await expect(page.getByText('held for you for 30 minutes')).toBeVisible();
  await axe(page);

  await new Api(server).cancel(first);
  await expect(place).toHaveText('You are next in line.', { timeout: 15_000 });
  await new Api(server).cancel(has);
  const free = page.getByRole('heading', { name: 'A place has come free' });
  await expect(free).toBeVisible({ timeout: 15_000 });
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue(GUEST.name);
  await expect(page.getByRole('timer')).toHaveText(/(30:00|29:\d\d)$/);
  await axe(page);
  await steps.confirm(page);
  await steps.expectConfirmed(page);
});

test('without JavaScript the page looks again by itself, and a guest leaves the line', async ({
  noJs,
  server,
}) => {
  const [, , second] = await full(server);
  const page = await noJs();
  await page.goto(steps.bookingPath(second));
  await expect(page.locator('meta[http-equiv=refresh]')).toHaveAttribute('content', '30');
  await expect(page.getByText('You are number 2 in line.')).toBeVisible();
  await page.getByText('Leave the line', { exact: true }).click();
  await page.getByRole('button', { name: 'Yes, leave the line' }).click();
  await expect(page.getByRole('heading', { name: 'You have left the line' })).toBeVisible();
});
