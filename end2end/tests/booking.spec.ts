import { MONDAY, TUESDAY } from '../days.ts';
import { axe, expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

test('a guest books a time, comes back by the link and cancels', async ({ page, guest }) => {
  await page.goto('/');
  await axe(page);

  await page.getByRole('link', { name: 'Haircut' }).click();
  await expect(page.getByRole('heading', { name: 'Haircut', level: 1 })).toBeVisible();
  const month = page.getByRole('heading', { name: MONDAY.month });
  if (await month.isHidden()) {
    await steps.alive(page, () => page.getByRole('link', { name: 'Next month' }).click());
    await expect(month).toBeVisible();
  }
  await axe(page);

  await test.step('choosing a day loads no page', async () => {
    await page.evaluate(() => document.body.setAttribute('data-same', ''));
    await steps.dayLink(page, MONDAY).click();
    await expect(page.getByRole('heading', { name: MONDAY.title })).toBeFocused();
    await expect(page).toHaveURL(new RegExp(`date=${MONDAY.date}`));
    await steps.dayLink(page, TUESDAY).click();
    await expect(page.getByRole('heading', { name: TUESDAY.title })).toBeFocused();
    await expect(page.locator('body')).toHaveAttribute('data-same');
    await axe(page);
  });

  await steps.time(page, TUESDAY, '10:00', 'Ben').click();
  await steps.expectForm(page);
  await expect(page.getByText(TUESDAY.title)).toContainText('10:00–10:45');

  await test.step('the time that is left ticks', async () => {
    const timer = page.getByRole('timer');
    await expect(timer).toHaveText(/[45]:\d\d$/);
    const before = await timer.innerText();
    await expect(timer).not.toHaveText(before, { useInnerText: true });
    await axe(page);
  });

  await steps.fillForm(page, { phone: '+49 30 1234567', note: 'A trim,\nplease.' });
  await steps.confirm(page);
  await steps.expectConfirmed(page);
  await expect(page.getByLabel('Your reference')).toHaveText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  const { name, email } = steps.GUEST;
  for (const text of [name, email, '+49 30 1234567', /A trim,\s+please\./]) {
    await expect(page.getByText(text)).toBeVisible();
  }
  await axe(page);

  const elsewhere = await guest();
  await elsewhere.goto(await steps.link(page));
  await steps.expectConfirmed(elsewhere);
  await steps.cancel(elsewhere);
  await axe(elsewhere);

  await steps.alive(elsewhere, () =>
    elsewhere.getByRole('link', { name: 'Book another time' }).click(),
  );
  await steps.openDay(elsewhere, TUESDAY);
  await steps.expectFree(steps.time(elsewhere, TUESDAY, '10:00', 'Ben'));
});
