import { Api } from '../api.ts';
import { MONDAY } from '../days.ts';
import { axe, expect, test } from '../fixtures.ts';

test('what is not there says so and leads on', async ({ page, server, expectedConsoleErrors }) => {
  expectedConsoleErrors.push(/status of 404/);
  const { reference } = await new Api(server).book(MONDAY, '09:00', 'Ana');
  for (const path of ['/nothing', '/offers/nothing', `/bookings/${reference}/wrong`]) {
    const response = await page.goto(path);
    expect(response?.status()).toBe(404);
    await expect(page.getByRole('heading', { name: 'Nothing here' })).toBeVisible();
  }
  await axe(page);
  await page.getByRole('link', { name: 'See what can be booked' }).click();
  await expect(page.getByRole('heading', { name: 'What would you like to book?' })).toBeVisible();
});
