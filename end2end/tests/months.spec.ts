import { MONDAY } from '../days.ts';
import { expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

test('a guest looks through a month and back', async ({ page }) => {
  await steps.openDay(page, MONDAY);
  const month = page.getByRole('heading', { name: MONDAY.month });

  await steps.alive(page, () => page.getByRole('link', { name: 'Previous month' }).click());
  await expect(month).toBeHidden();
  await steps.alive(page, () => page.getByRole('link', { name: 'Next month' }).click());
  await expect(month).toBeVisible();
  // No day is chosen yet, but there is room.
  await expect(steps.dayLink(page, MONDAY)).toBeVisible();
  await expect(page.getByText('No times to book this month')).toBeHidden();

  await steps.dayLink(page, MONDAY).click();
  await expect(page.getByRole('heading', { name: MONDAY.title })).toBeFocused();
  await steps.expectFree(steps.time(page, MONDAY, '09:00', 'Ana'));
});
