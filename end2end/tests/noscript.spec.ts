import type { Page } from '@playwright/test';
import { Api } from '../api.ts';
import { MONDAY, TUESDAY } from '../days.ts';
import { expect, test } from '../fixtures.ts';
import type { Server } from '../server.ts';
import * as steps from '../steps.ts';

const ANSWERED = { wrong: /status of 422/, late: /status of 409/ };

test('without JavaScript a guest books and cancels', async ({ noJs }) => {
  const page = await noJs();
  await books(page);
  await steps.cancel(page);
  await page.getByRole('link', { name: 'Book another time' }).click();
  await expect(page.getByRole('heading', { name: 'Haircut', level: 1 })).toBeVisible();
});

test('without JavaScript a form that is wrong comes back as typed, with what to correct', async ({
  noJs,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(ANSWERED.wrong);
  const page = await noJs();
  await page.goto(steps.path(MONDAY));
  await steps.time(page, MONDAY, '09:00', 'Ana').click();
  // All of it passes the browser's own checks.
  const typed = { name: ' ', email: 'ada@localhost', phone: '12', note: 'Two\nlines <b>' };
  await steps.fillForm(page, typed);
  await steps.confirm(page);

  const summary = page.getByRole('group', { name: 'Please check what you entered' });
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('link')).toHaveCount(3);
  const field = (name: string) => page.getByRole('textbox', { name });
  await expect(field('Name')).toHaveAccessibleDescription('Please enter your name.');
  await expect(field('E-mail')).toHaveAccessibleDescription(/like name@example\.com/);
  await expect(field('Phone')).toHaveAccessibleDescription(/^Please enter a phone number/);
  await expect(field('Name')).toHaveValue(typed.name);
  await expect(field('E-mail')).toHaveValue(typed.email);
  await expect(field('Phone')).toHaveValue(typed.phone);
  await expect(field('Note')).toHaveValue(typed.note);

  await summary.getByRole('link', { name: 'Please enter your name.' }).click();
  await expect(field('Name')).toBeFocused();
  await steps.fillForm(page);
  await steps.confirm(page);
  await steps.expectConfirmed(page);
});

test('without JavaScript a guest who comes too late is told and books a time near', async ({
  noJs,
  server,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(ANSWERED.late);
  await comesTooLate(await noJs(), server);
});

test('without JavaScript a guest gives a hold back to choose another time', async ({ noJs }) => {
  const page = await noJs();
  await page.goto(steps.path(MONDAY));
  await steps.time(page, MONDAY, '09:00', 'Ana').click();
  await steps.expectForm(page);
  await page.getByRole('button', { name: 'Choose another time' }).click();
  await expect(page.getByRole('heading', { name: 'Haircut', level: 1 })).toBeVisible();
  await page.goto(steps.path(MONDAY));
  await steps.expectFree(steps.time(page, MONDAY, '09:00', 'Ana'));
});

test.describe('where WASM does not load', () => {
  test.beforeEach(async ({ page, expectedConsoleErrors }) => {
    expectedConsoleErrors.push(/net::ERR_FAILED/, /^exception: .*Failed to fetch/);
    await page.route('**/*.wasm', (route) => route.abort());
  });

  test('a guest books by links and forms', async ({ page }) => {
    await books(page);
    await steps.cancel(page);
  });

  test('a guest who comes too late is told', async ({ page, server, expectedConsoleErrors }) => {
    expectedConsoleErrors.push(ANSWERED.late);
    await comesTooLate(page, server);
  });
});

async function books(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('link', { name: 'Haircut' }).click();
  await expect(page.getByRole('heading', { name: 'Haircut', level: 1 })).toBeVisible();
  if (await page.getByRole('heading', { name: TUESDAY.month }).isHidden()) {
    await page.getByRole('link', { name: 'Next month' }).click();
  }
  await steps.dayLink(page, TUESDAY).click();
  await expect(page.getByRole('heading', { name: TUESDAY.title })).toBeVisible();
  await steps.time(page, TUESDAY, '14:30', 'Ana').click();
  await steps.expectForm(page);
  await expect(page.getByText(TUESDAY.title)).toContainText('14:30–15:15');
  await steps.fillForm(page);
  await steps.confirm(page);
  await steps.expectConfirmed(page);
}

async function comesTooLate(page: Page, server: Server): Promise<void> {
  await page.goto(steps.path(MONDAY));
  await new Api(server).book(MONDAY, '11:00', 'Ana');
  await steps.time(page, MONDAY, '11:00', 'Ana').click();

  const notice = steps.notice(page);
  await expect(notice).toBeFocused();
  await expect(notice).toContainText('This has just been taken by someone else.');
  await expect(page.getByRole('heading', { name: MONDAY.title })).toBeVisible();
  await notice.getByRole('button', { name: '11:00 to 11:45 with Ben' }).click();
  await steps.expectForm(page);
  await steps.fillForm(page);
  await steps.confirm(page);
  await steps.expectConfirmed(page);
}
