import { Api } from '../api.ts';
import { MONDAY } from '../days.ts';
import { expect, SERVER_GONE, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

/** The browser, or we, try again every few seconds. */
const BACK = { timeout: 20_000 };

test('a page whose server is gone says so, and is right again when it is back', async ({
  page,
  server,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(SERVER_GONE);
  await steps.openDay(page, MONDAY);
  const button = steps.time(page, MONDAY, '09:00', 'Ana');
  await button.focus();
  const lost = page.getByRole('status').filter({ hasText: 'Connection lost' });
  await expect(lost).toBeHidden();

  await server.kill();
  await expect(lost).toBeVisible();

  await server.restart();
  await new Api(server).book(MONDAY, '09:00', 'Ana');
  await expect(lost).toBeHidden(BACK);
  await steps.expectTaken(button);
  await expect(button).toBeFocused();
});

test('a click while the server is gone is answered, and works when it is back', async ({
  page,
  server,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(SERVER_GONE);
  await steps.openDay(page, MONDAY);
  await server.kill();

  const button = steps.time(page, MONDAY, '09:00', 'Ana');
  await button.click();
  await expect(steps.notice(page)).toBeFocused();
  await expect(steps.notice(page)).toContainText('We could not reach the server.');

  await server.restart();
  await button.click();
  await steps.expectForm(page);
});

test('the server ends in good order with a page open, which then sees the next one', async ({
  page,
  server,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(SERVER_GONE);
  await steps.openDay(page, MONDAY);
  const lost = page.getByRole('status').filter({ hasText: 'Connection lost' });

  await server.stop();
  await expect(lost).toBeVisible();

  await server.restart();
  await expect(lost).toBeHidden(BACK);
  await new Api(server).hold(MONDAY, '09:00', 'Ana');
  await steps.expectHeld(steps.time(page, MONDAY, '09:00', 'Ana'));
});

test('a booking outlives its server', async ({ page, server }) => {
  await page.goto(steps.path(MONDAY));
  await steps.time(page, MONDAY, '09:00', 'Ana').click();
  await steps.fillForm(page);
  await server.kill();
  await server.restart();
  await steps.confirm(page);
  await steps.expectConfirmed(page);
  await server.kill();
  await server.restart();
  await page.reload();
  await steps.expectConfirmed(page);
});
