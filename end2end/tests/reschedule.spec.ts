import type { Page } from '@playwright/test';
import { Api } from '../api.ts';
import { MONDAY, TUESDAY } from '../days.ts';
import { axe, expect, test } from '../fixtures.ts';
import type { Server } from '../server.ts';
import * as steps from '../steps.ts';

const CHANGED = 'Your booking has been changed.';

test('a guest moves a booking to another day', async ({ page, server }) => {
  await moves(page, server);
  await axe(page);
});

test('without JavaScript a guest moves a booking to another day', async ({ noJs, server }) => {
  await moves(await noJs(), server);
});

test('one of several things is moved, and the others stay', async ({ page, server }) => {
  const api = new Api(server);
  const haircut = (await api.free(MONDAY)).find(({ slot }) => slot.endsWith('-ana'));
  const booking = await api.order([
    { offer: 'yoga', slot: await api.slotAt('yoga', MONDAY), quantity: 1 },
    { offer: 'haircut', slot: haircut?.slot, quantity: 1 },
  ]);
  await page.goto(steps.bookingPath(booking));
  await page.getByRole('link', { name: 'Choose another time: Haircut' }).click();
  await steps.time(page, MONDAY, '15:00', 'Ben').click();
  await expect(page.getByText(CHANGED)).toBeVisible();
  await expect(steps.item(page, 'Haircut')).toContainText('15:00–15:45');
  await expect(steps.item(page, 'Yoga class')).toContainText('18:00–19:15');
});

test('a booking stays as it was when the other time has just been taken', async ({
  noJs,
  server,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/status of 409/);
  const api = new Api(server);
  const booking = await api.book(MONDAY, '09:00', 'Ana');
  const page = await noJs();
  await page.goto(steps.bookingPath(booking));
  await page.getByRole('link', { name: 'Choose another time' }).click();
  await api.book(MONDAY, '15:00', 'Ben');
  await steps.time(page, MONDAY, '15:00', 'Ben').click();
  await expect(steps.notice(page)).toContainText('has just been taken');
  await page.getByRole('link', { name: 'Back to your booking' }).click();
  await expect(page.getByText(MONDAY.title)).toContainText('09:00–09:45');
});

test('what is over cannot be changed, and says so', async ({ page, server }) => {
  const api = new Api(server);
  const booking = await api.book(MONDAY, '09:00', 'Ana');
  await api.cancel(booking);
  for (const path of ['/move/0/haircut', '/add', '/add/yoga']) {
    await page.goto(steps.bookingPath(booking) + path);
    await expect(page.getByRole('heading', { name: 'Your booking is cancelled' })).toBeVisible();
  }
});

async function moves(page: Page, server: Server): Promise<void> {
  const api = new Api(server);
  const booking = await api.book(MONDAY, '09:00', 'Ana');
  await page.goto(steps.bookingPath(booking));
  await page.getByRole('link', { name: 'Choose another time' }).click();
  await expect(page.getByRole('heading', { name: MONDAY.title })).toBeVisible();
  await steps.dayLink(page, TUESDAY).click();
  await steps.time(page, TUESDAY, '15:00', 'Ben').click();
  await expect(page.getByText(CHANGED)).toBeVisible();
  await steps.expectConfirmed(page);
  await expect(page.getByText(TUESDAY.title)).toContainText('15:00–15:45');
  await expect(page.getByText('With Ben')).toBeVisible();
  // Its former time is free for others.
  await api.book(MONDAY, '09:00', 'Ana');
}
