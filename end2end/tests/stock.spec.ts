import { Api } from '../api.ts';
import { axe, expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

const ROW = 'Vinyl record';

test('a guest buys from stock', async ({ page, noJs }) => {
  await page.goto('/');
  await expect(page.getByText('5 left')).toBeVisible();
  await steps.alive(page, () => page.getByRole('link', { name: ROW }).click());
  await axe(page);
  const number = page.getByRole('spinbutton', { name: 'How many' });
  const more = page.getByRole('button', { name: 'One more' });
  for (let i = 0; i < 6; i += 1) {
    await more.click({ force: true });
  }
  await expect(number).toHaveValue('5');
  await expect(more).toBeDisabled();
  await page.getByRole('button', { name: 'One less' }).click();
  await page.getByRole('button', { name: 'One less' }).click();
  await expect(steps.row(page, ROW)).toContainText('€29.00 each, 3 for €87.00');
  await steps.row(page, ROW).getByRole('button').click();
  await steps.books(page);

  const plain = await noJs();
  await plain.goto('/offers/vinyl');
  await expect(steps.row(plain, ROW)).toContainText('2 left');
  await expect(plain.getByRole('spinbutton')).toHaveAttribute('max', '2');
  await steps.row(plain, ROW).getByRole('button').click();
  await steps.books(plain);
});

test('what others buy is gone from the page, and the last one is said to be', async ({
  page,
  server,
}) => {
  const api = new Api(server);
  await steps.alive(page, () => page.goto('/offers/vinyl'));
  await api.take('vinyl', { slot: 'stock', quantity: 4 });
  await expect(steps.row(page, ROW)).toContainText('1 left');
  await expect(page.getByRole('spinbutton')).toHaveAttribute('max', '1');
  await api.take('vinyl', { slot: 'stock', quantity: 1 });
  await expect(steps.row(page, ROW)).toContainText('sold out');
  const said = page.getByRole('status').filter({ hasText: 'Vinyl record is no longer available.' });
  await expect(said).toBeAttached();
  await axe(page);
  await page.goto('/');
  await expect(page.getByText('Sold out')).toBeVisible();
});
