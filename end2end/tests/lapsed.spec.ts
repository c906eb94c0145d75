import { Api } from '../api.ts';
import { MONDAY } from '../days.ts';
import { axe, expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

test.use({ serve: { options: ['--hold-seconds', '1'] } });

test.beforeEach(async ({ page }) => {
  await page.goto(steps.path(MONDAY));
  await steps.time(page, MONDAY, '09:00', 'Ana').click();
  await steps.expectForm(page);
  await expect(page.getByRole('timer')).toHaveText(/Your hold has ended/);
});

test('a hold that has ended is confirmed while nobody else came', async ({ page }) => {
  await page.reload();
  await expect(page.getByText('nobody else has taken the time yet')).toBeVisible();
  await axe(page);
  await steps.fillForm(page);
  await steps.confirm(page);
  await steps.expectConfirmed(page);
});

test('a hold that has ended and was taken offers times close by', async ({
  page,
  server,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/status of 422/);
  await new Api(server).book(MONDAY, '09:15', 'Ana');
  await steps.fillForm(page);
  await steps.confirm(page);
  await expect(page.getByRole('heading', { name: 'This time is no longer free' })).toBeVisible();
  await axe(page);
  await steps.notice(page).getByRole('button').first().click();
  await steps.expectForm(page);
});
