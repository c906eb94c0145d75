import type { Locator, Page } from '@playwright/test';
import { MONDAY } from '../days.ts';
import { expect, test } from '../fixtures.ts';
import * as steps from '../steps.ts';

/** More stops than any page has: a month of days and a day of times. */
const STOPS_MAX = 150;

test('a guest books and cancels by keyboard alone', async ({ page }) => {
  const { keyboard } = page;
  await page.goto('/');
  await tabTo(page, page.getByRole('link', { name: 'Skip to the content' }));
  await tabTo(page, page.getByRole('link', { name: 'Haircut' }));
  await keyboard.press('Enter');

  await expect(page.getByRole('heading', { name: 'Haircut', level: 1 })).toBeVisible();
  const month = page.getByRole('heading', { name: MONDAY.month });
  if (await month.isHidden()) {
    await tabTo(page, page.getByRole('link', { name: 'Next month' }));
    await steps.alive(page, () => keyboard.press('Enter'));
    await expect(month).toBeVisible();
  }
  await tabTo(page, steps.dayLink(page, MONDAY));
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: MONDAY.title })).toBeFocused();
  await tabTo(page, steps.time(page, MONDAY, '09:30', 'Ana'));
  await keyboard.press('Space');

  await steps.expectForm(page);
  await type(page, 'Name', steps.GUEST.name);
  await type(page, 'E-mail', steps.GUEST.email);
  await tabTo(page, page.getByRole('button', { name: 'Confirm booking' }));
  await keyboard.press('Space');

  await steps.expectConfirmed(page);
  await expect(page.getByText(steps.GUEST.name)).toBeVisible();
  await tabTo(page, page.getByRole('textbox', { name: 'Your link' }));
  await tabTo(page, page.getByText('Cancel this booking'));
  await keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Yes, cancel it' }));
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Your booking is cancelled' })).toBeVisible();
});

test('the skip link leads past the header', async ({ page }) => {
  await steps.openDay(page, MONDAY);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('main').locator(':focus')).toBeVisible();
});

async function type(page: Page, field: string, text: string): Promise<void> {
  await tabTo(page, page.getByRole('textbox', { name: field }));
  await page.keyboard.type(text);
}

/** Tabs on to an element; the guest must see where they are at every stop on the way. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let stops = 0; stops < STOPS_MAX; stops += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement ?? document.body;
      // A link that stretches over its card marks the card.
      const styles = [getComputedStyle(element), getComputedStyle(element, '::after')];
      const widths = styles.map((style) =>
        style.outlineStyle === 'none' ? 0 : Number.parseFloat(style.outlineWidth),
      );
      return { outline: Math.max(...widths), html: element.outerHTML.slice(0, 200) };
    });
    expect(stop.outline, `focus must be seen on ${stop.html}`).toBeGreaterThanOrEqual(2);
    if (await target.evaluate((element) => element === document.activeElement)) {
      await expect(target).toBeInViewport();
      return;
    }
  }
  throw new Error(`no Tab led to ${target}`);
}
