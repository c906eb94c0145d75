import { MONDAY } from '../days.ts';
import { expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

// Playwright switches the back-forward cache off; guests have it.
test.use({
  launchOptions: async ({ launchOptions }, use) => {
    await use({ ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  },
});

test('a page that Back wakes from the cache is alive and true', async ({ page }) => {
  await steps.openDay(page, MONDAY);
  await page.evaluate(() => document.body.setAttribute('data-same', ''));
  await steps.time(page, MONDAY, '09:00', 'Ana').click();
  await steps.expectForm(page);

  // A page that was never left does not load again.
  await steps.alive(page, () => page.goBack({ waitUntil: 'commit' }));
  await expect(page.locator('body')).toHaveAttribute('data-same');
  await steps.expectHeld(steps.time(page, MONDAY, '09:00', 'Ana'));
  await steps.time(page, MONDAY, '15:00', 'Ben').click();
  await steps.expectForm(page);
  await expect(page.getByText(MONDAY.title)).toContainText('15:00–15:45');
});
