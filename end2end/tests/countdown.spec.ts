import { MONDAY } from '../days.ts';
import { axe, expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

test('at its end a hold says so, and can still be confirmed', async ({ page }) => {
  // Only the page's clock is set on: for the server, the hold goes on.
  await page.clock.install();
  await page.goto(steps.path(MONDAY));
  await steps.time(page, MONDAY, '09:00', 'Ana').click();
  await steps.expectForm(page);
  const timer = page.getByRole('timer');
  const status = page.getByRole('status');
  await expect(timer).toHaveText(/We hold this for you for\s*(5:00|4:5\d)$/);
  await expect(status).toBeEmpty();

  await page.clock.fastForward('04:15');
  await expect(timer).toHaveText(/0:\d\d$/);
  await expect(status).toHaveText('Less than a minute left.');

  await page.clock.fastForward('01:00');
  await expect(timer).toHaveText(/Your hold has ended.*you can still confirm\.$/);
  await expect(status).toContainText('Your hold has ended.');
  await axe(page);

  await steps.fillForm(page);
  await steps.confirm(page);
  await steps.expectConfirmed(page);
});
