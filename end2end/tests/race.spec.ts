import { Api } from '../api.ts';
import { MONDAY } from '../days.ts';
import { axe, expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

test('a guest who comes too late is told so and offered what is near', async ({ page, server }) => {
  // A stream that stays silent leaves the page as it was.
  await page.route('**/live?*', () => {});
  await steps.openDay(page, MONDAY);
  await new Api(server).book(MONDAY, '11:00', 'Ana');

  await steps.time(page, MONDAY, '11:00', 'Ana').click();
  const notice = steps.notice(page);
  await expect(notice).toBeFocused();
  await expect(notice).toContainText('This has just been taken by someone else.');
  await steps.expectTaken(steps.time(page, MONDAY, '11:00', 'Ana'));
  await axe(page);

  const near = notice.getByRole('button');
  await expect(near).toHaveCount(6);
  await notice.getByRole('button', { name: `${MONDAY.label}, 11:00 to 11:45 with Ben` }).click();
  await steps.expectForm(page);
  await expect(page.getByText(MONDAY.title)).toContainText('11:00–11:45');
  await expect(page.getByText('With Ben', { exact: true })).toBeVisible();
});

test('a guest who comes while another is booking is told that', async ({ page, server }) => {
  await page.route('**/live?*', () => {});
  await steps.openDay(page, MONDAY);
  await new Api(server).hold(MONDAY, '11:00', 'Ana');

  await steps.time(page, MONDAY, '11:00', 'Ana').click();
  await expect(steps.notice(page)).toBeFocused();
  await expect(steps.notice(page)).toContainText('Someone else is booking this right now.');
  await steps.expectHeld(steps.time(page, MONDAY, '11:00', 'Ana'));
});

test('a guest whose click does not reach the server is told, and can try again', async ({
  page,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/net::ERR_FAILED/);
  await steps.openDay(page, MONDAY);
  await page.route('**/api/fn/hold', (route) => route.abort(), { times: 1 });
  const button = steps.time(page, MONDAY, '11:00', 'Ana');
  await button.click();
  await expect(steps.notice(page)).toBeFocused();
  await expect(steps.notice(page)).toContainText('We could not reach the server.');
  await button.click();
  await steps.expectForm(page);
});
