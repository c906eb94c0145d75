import { expect, type Locator, type Page } from '@playwright/test';
import type { Booking } from './api.ts';
import type { Day } from './days.ts';

/** What a guest does and sees, by the roles and names a screen reader finds. */

export const GUEST = { name: 'Ada Lovelace', email: 'ada@example.com', phone: '', note: '' };

/**
 * Opens the page of a day and waits until it is alive: that is when it asks for the live stream.
 * Before, a click goes by link or form and loads a page, which is fine for guests.
 */
export async function openDay(page: Page, day: Day, offer = 'haircut'): Promise<void> {
  await alive(page, () => page.goto(path(day, offer)));
  await expect(page.getByRole('heading', { name: day.title })).toBeVisible();
}

/** Does what loads a page with times, and waits until it is alive. */
export async function alive(page: Page, load: () => Promise<unknown>): Promise<void> {
  const live = page.waitForRequest(/\/live\?/);
  await load();
  await live;
}

export function path(day: Day, offer = 'haircut'): string {
  return `/offers/${offer}?date=${day.date}`;
}

/** The page of a booking that was made elsewhere. */
export function bookingPath({ reference, secret }: Booking): string {
  return `/bookings/${reference}/${secret}`;
}

/** One of several things of a booking. */
export function item(page: Page, title: string): Locator {
  const chosen = page.getByRole('region', { name: 'What you have chosen' });
  return chosen.getByRole('listitem').filter({ hasText: title });
}

/** A day in the calendar; a link while there is room. */
export function dayLink(page: Page, day: Day): Locator {
  return page.getByRole('table').getByRole('link', { name: `${day.label}, ` });
}

/** A time of the chosen day, in whatever state. */
export function time(page: Page, day: Day, clock: string, who: string): Locator {
  const name = new RegExp(`^${day.label}, ${clock} to \\d\\d:\\d\\d with ${who}`);
  return page.getByRole('group', { name: who, exact: true }).getByRole('button', { name });
}

/** A date in a list, or what is in stock. */
export function row(page: Page, name: string): Locator {
  return page.getByRole('listitem').filter({ hasText: name });
}

export async function expectFree(button: Locator): Promise<void> {
  await expect(button).toHaveAccessibleName(/with \w+$/);
  await expect(button).toBeEnabled();
}

export async function expectHeld(button: Locator): Promise<void> {
  await expect(button).toHaveAccessibleName(/, held: being booked right now$/);
  await expect(button).toBeDisabled();
}

export async function expectTaken(button: Locator): Promise<void> {
  await expect(button).toHaveAccessibleName(/, taken: no longer available$/);
  await expect(button).toBeDisabled();
}

/** Says why a time was not to be had, and what is free near it. */
export function notice(page: Page): Locator {
  return page.getByRole('group', { name: 'Please note' });
}

export async function expectForm(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Your details', level: 1 })).toBeVisible();
}

export async function fillForm(page: Page, guest: Partial<typeof GUEST> = {}): Promise<void> {
  const { name, email, phone, note } = { ...GUEST, ...guest };
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email);
  await page.getByRole('textbox', { name: 'Phone' }).fill(phone);
  await page.getByRole('textbox', { name: 'Note' }).fill(note);
}

export async function confirm(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Confirm booking' }).click();
}

export async function expectConfirmed(page: Page): Promise<void> {
  const title = page.getByRole('heading', { name: 'Your booking is confirmed', level: 1 });
  await expect(title).toBeVisible();
}

/** The secret link that the guest keeps. */
export function link(page: Page): Promise<string> {
  return page.getByRole('textbox', { name: 'Your link' }).inputValue();
}

export async function cancel(page: Page): Promise<void> {
  const yes = page.getByRole('button', { name: 'Yes, cancel it' });
  await expect(yes).toBeHidden();
  await page.getByText('Cancel this booking').click();
  await yes.click();
  await expect(page.getByRole('heading', { name: 'Your booking is cancelled' })).toBeVisible();
}

/** From the form to the confirmation. */
export async function books(page: Page): Promise<void> {
  await expectForm(page);
  await fillForm(page);
  await confirm(page);
  await expectConfirmed(page);
}

/** From the form of a waiting list to the booking that waits. */
export async function waits(page: Page, what: string): Promise<void> {
  const title = page.getByRole('heading', { name: 'Join the waiting list', level: 1 });
  await expect(title).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: what })).toBeVisible();
  await fillForm(page);
  await page.getByRole('button', { name: 'Join the waiting list' }).click();
  await expect(page).toHaveURL(/\/bookings\//);
}
