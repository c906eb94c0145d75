import { fileURLToPath } from 'node:url';
import { Api } from './api.ts';
import { MONDAY, TUESDAY } from './days.ts';
import { test } from './fixtures.ts';
import * as steps from './steps.ts';

const PICTURE = fileURLToPath(new URL('../docs/booking.png', import.meta.url));

test('the booking page while others book', async ({ page, server }) => {
  const api = new Api(server);
  // Gone before the page opens: such times are not shown at all.
  await api.book(MONDAY, '09:00', 'Ana');
  await api.book(MONDAY, '17:00', 'Ana');
  for (const clock of ['09:00', '10:00', '11:00', '12:00', '14:00', '15:00', '16:00', '17:00']) {
    await api.book(TUESDAY, clock, 'Ana');
    await api.book(TUESDAY, clock, 'Ben');
  }
  await steps.openDay(page, MONDAY);
  // Gone under the guest's eyes.
  await api.book(MONDAY, '11:00', 'Ana');
  await api.hold(MONDAY, '14:00', 'Ana');
  await steps.expectTaken(steps.time(page, MONDAY, '11:00', 'Ana'));
  await steps.expectHeld(steps.time(page, MONDAY, '14:00', 'Ana'));
  await page.screenshot({ path: PICTURE, animations: 'disabled' });
});
