import type { Page } from '@playwright/test';
import { Api } from '../api.ts';
import { axe, expect, test } from '../fixtures.ts';
import type { Server } from '../server.ts';
import * as steps from '../steps.ts';

const LINE = /\/offers\/concert\/line$/;
const OFFER = /\/offers\/concert$/;

/** A line that is looked at once a second lets in two before it knows how quickly it can move. */
const CROWD = 100;

/** At one a second, which is the least, with the ten seconds between two looks. */
const TURN_WITHIN_MS = 120_000;

/** Opens the concert's page until the server has heard that there is a line in front of it. */
async function onSale(page: Page, server: Server): Promise<void> {
  await server.owner('waiting-room', 'concert', 'on');
  await expect(async () => {
    await page.goto('/offers/concert');
    await expect(page).toHaveURL(LINE, { timeout: 100 });
  }).toPass();
}

function place(page: Page) {
  return page.getByRole('status').filter({ hasText: 'in line' });
}

test('with nobody ahead a guest goes straight in', async ({ page, server }) => {
  await onSale(page, server);
  await expect(page.getByText('Nobody is in line: you can go straight in.')).toBeVisible();
  await axe(page);
  await page.getByRole('button', { name: 'Join the line' }).click();
  await expect(page).toHaveURL(OFFER);
  await steps.row(page, '20:00').getByRole('button').click();
  await steps.books(page);
});

test('a guest sees their place, and goes on by itself when it is their turn', async ({
  page,
  server,
}) => {
  test.slow();
  await onSale(page, server);
  await new Api(server).crowd('concert', CROWD);
  await page.getByRole('button', { name: 'Join the line' }).click();
  await expect(page).toHaveURL(LINE);
  await expect(place(page)).toHaveText(/^You are number \d+ in line\. It takes /);
  await axe(page);
  await expect(page).toHaveURL(OFFER, { timeout: TURN_WITHIN_MS });
  await steps.row(page, '20:00').getByRole('button').click();
  await steps.books(page);
});

test('without JavaScript the line is a form and a page that looks again', async ({
  noJs,
  server,
}) => {
  test.slow();
  const page = await noJs();
  await onSale(page, server);
  await new Api(server).crowd('concert', CROWD);
  await page.getByRole('button', { name: 'Join the line' }).click();
  await expect(place(page)).toBeVisible();
  await expect(page.locator('meta[http-equiv=refresh]')).toHaveAttribute('content', '10');
  await expect(page).toHaveURL(OFFER, { timeout: TURN_WITHIN_MS });
});
