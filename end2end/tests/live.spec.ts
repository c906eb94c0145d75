import type { Page } from '@playwright/test';
import { Api } from '../api.ts';
import { MONDAY, SATURDAY, TUESDAY } from '../days.ts';
import { axe, expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

test('a time that another guest holds shows as held, is said, and comes back', async ({
  page,
  guest,
}) => {
  const other = await guest();
  await steps.openDay(page, MONDAY);
  await steps.openDay(other, MONDAY);
  const mine = steps.time(page, MONDAY, '09:00', 'Ana');
  await mine.focus();

  await steps.time(other, MONDAY, '09:00', 'Ana').click();
  await steps.expectForm(other);
  await steps.expectHeld(mine);
  await expect(mine).toBeFocused();
  await expect(page.getByRole('status').filter({ hasText: 'no longer available' })).toBeAttached();
  await axe(page);

  await test.step('pressing it says why and does no harm', async () => {
    await page.keyboard.press('Enter');
    await expect(page.getByRole('status').filter({ hasText: 'being booked right now. It may' })).toBeVisible();
    await expect(mine).toBeFocused();
    await expect(page).toHaveURL(steps.path(MONDAY));
  });

  await other.getByRole('button', { name: 'Choose another time' }).click();
  await steps.expectFree(mine);
  await expect(mine).toBeFocused();
  await mine.click();
  await steps.expectForm(page);
});

test('a time that is booked shows as taken until it is cancelled', async ({ page, server }) => {
  const api = new Api(server);
  await steps.openDay(page, MONDAY);
  const button = steps.time(page, MONDAY, '12:00', 'Ben');
  const booking = await api.book(MONDAY, '12:00', 'Ben');
  await steps.expectTaken(button);
  await button.click({ force: true });
  const message = page.getByRole('status').filter({ hasText: 'just been taken' });
  await expect(message).toBeVisible();
  await api.cancel(booking);
  await steps.expectFree(button);
});

test('a message that is over leaves nothing behind', async ({ page, server }) => {
  await steps.openDay(page, MONDAY);
  await new Api(server).book(MONDAY, '12:00', 'Ben');
  const button = steps.time(page, MONDAY, '12:00', 'Ben');
  await steps.expectTaken(button);
  expect(await emptyMessages(page)).toBe(0);
  await button.click({ force: true });
  await expect(page.getByRole('status').filter({ hasText: 'just been taken' })).toBeVisible();
  await steps.dayLink(page, TUESDAY).click();
  await expect(page.getByRole('heading', { name: TUESDAY.title })).toBeFocused();
  expect(await emptyMessages(page)).toBe(0);
});

test('nothing moves when times go', async ({ page, server }) => {
  await steps.openDay(page, MONDAY);
  const last = steps.time(page, MONDAY, '17:15', 'Ben');
  await last.scrollIntoViewIfNeeded();
  const before = await last.boundingBox();
  await new Api(server).book(MONDAY, '09:00', 'Ana');
  await steps.expectTaken(steps.time(page, MONDAY, '09:00', 'Ana'));
  expect(await last.boundingBox()).toEqual(before);
});

test('a booking on another day changes its count in the calendar', async ({ page, server }) => {
  await steps.openDay(page, MONDAY);
  const tuesday = steps.dayLink(page, TUESDAY);
  const before = Number.parseInt((await tuesday.innerText()).split(', ')[1]!);
  await new Api(server).book(TUESDAY, '09:00', 'Ana');
  // An appointment and its buffer take an hour; 09:15, 09:30 and 09:45 would overlap it.
  await expect(tuesday).toHaveAccessibleName(`${TUESDAY.label}, ${before - 4} times left`);
});

test('a day that fills up says so, and is no link for the next guest', async ({
  page,
  server,
  guest,
}) => {
  await steps.openDay(page, MONDAY);
  const saturday = steps.dayLink(page, SATURDAY);
  await saturday.focus();
  await new Api(server).bookAll(SATURDAY);
  await expect(saturday).toHaveAccessibleName(`${SATURDAY.label}, no times left`);
  await expect(saturday).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: SATURDAY.title })).toBeFocused();
  await expect(page.getByText('There is nothing free on this day')).toBeVisible();

  const next = await guest();
  await steps.openDay(next, MONDAY);
  await expect(next.getByText(`${SATURDAY.label}, no times left`)).toBeAttached();
  await expect(steps.dayLink(next, SATURDAY)).toBeHidden();
});

/** Messages without a text that take up room on the page all the same. */
function emptyMessages(page: Page): Promise<number> {
  return page.getByRole('status').evaluateAll((messages) => {
    const seen = (message: Element) =>
      message.checkVisibility({ visibilityProperty: true }) && message.clientHeight > 1;
    return messages.filter((message) => message.textContent === '' && seen(message)).length;
  });
}
