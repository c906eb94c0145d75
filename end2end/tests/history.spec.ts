import { MONDAY, TUESDAY } from '../days.ts';
import { expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

test('Back and Forward go through the days that were looked at', async ({ page }) => {
  await steps.openDay(page, MONDAY);
  await steps.dayLink(page, TUESDAY).click();
  await expect(page.getByRole('heading', { name: TUESDAY.title })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: MONDAY.title })).toBeVisible();
  await expect(steps.dayLink(page, MONDAY)).toHaveAttribute('aria-current', 'date');
  await page.goForward();
  await expect(page.getByRole('heading', { name: TUESDAY.title })).toBeVisible();
});

test('after Back from a hold, another time can be chosen', async ({ page }) => {
  await steps.openDay(page, MONDAY);
  await steps.time(page, MONDAY, '09:00', 'Ana').click();
  await steps.expectForm(page);
  await steps.alive(page, () => page.goBack());
  await steps.expectHeld(steps.time(page, MONDAY, '09:00', 'Ana'));
  await steps.time(page, MONDAY, '15:00', 'Ben').click();
  await steps.expectForm(page);
  await expect(page.getByText(MONDAY.title)).toContainText('15:00–15:45');
});

test('Back from a hold shows the day that was looked at', async ({ page }) => {
  await steps.openDay(page, MONDAY);
  await steps.dayLink(page, TUESDAY).click();
  await steps.time(page, TUESDAY, '09:00', 'Ana').click();
  await steps.expectForm(page);
  await page.goBack();
  await expect(page.getByRole('heading', { name: TUESDAY.title })).toBeVisible();
});

test('Back from a confirmation shows nothing that is out of date', async ({ page }) => {
  await steps.openDay(page, MONDAY);
  await steps.time(page, MONDAY, '09:00', 'Ana').click();
  await steps.expectForm(page);
  await steps.fillForm(page);
  await steps.confirm(page);
  await steps.expectConfirmed(page);
  await page.goBack();
  await expect(page.getByRole('button', { name: 'Confirm booking' })).toBeHidden();
  await page.goForward();
  await steps.expectConfirmed(page);
});
