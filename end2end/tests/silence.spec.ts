import { Api } from '../api.ts';
import { MONDAY } from '../days.ts';
import { test } from '../fixtures.ts';
import * as steps from '../steps.ts';

test('a page that slept, or whose line went silent, asks anew', async ({ page, server }) => {
  const api = new Api(server);
  await page.clock.install();
  await steps.openDay(page, MONDAY);
  await api.book(MONDAY, '09:00', 'Ana');
  await steps.expectTaken(steps.time(page, MONDAY, '09:00', 'Ana'));

  // Heartbeats come every 15 s; here a minute goes by without one.
  await steps.alive(page, () => page.clock.fastForward('01:00'));
  await api.book(MONDAY, '12:00', 'Ana');
  await steps.expectTaken(steps.time(page, MONDAY, '12:00', 'Ana'));
});
