import { Api } from '../api.ts';
import { MONDAY } from '../days.ts';
import { axe, expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

test.use({ colorScheme: 'dark' });

test('in dark colours every page can be read', async ({ page, server, expectedConsoleErrors }) => {
  expectedConsoleErrors.push(/status of 422/);
  const api = new Api(server);
  await page.goto('/');
  await expect(page.locator('body')).not.toHaveCSS('background-color', 'rgb(255, 255, 255)');
  await axe(page);

  await steps.openDay(page, MONDAY);
  await api.book(MONDAY, '09:00', 'Ana');
  await api.hold(MONDAY, '12:00', 'Ana');
  await steps.expectTaken(steps.time(page, MONDAY, '09:00', 'Ana'));
  await steps.expectHeld(steps.time(page, MONDAY, '12:00', 'Ana'));
  await axe(page);

  await steps.time(page, MONDAY, '09:00', 'Ben').click();
  await steps.expectForm(page);
  await axe(page);
  await steps.fillForm(page, { email: 'ada@localhost' });
  await steps.confirm(page);
  await expect(page.getByText('Please check what you entered')).toBeVisible();
  await axe(page);

  await steps.fillForm(page);
  await steps.confirm(page);
  await steps.expectConfirmed(page);
  await page.getByText('Cancel this booking').click();
  await axe(page);
});
