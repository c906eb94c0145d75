import type { Locator, Page } from '@playwright/test';
import { axe, expect, test } from '../fixtures.ts';

const PANELS = {
  none: 'Nothing in between',
  lock: 'A lock alone',
  ledger: 'The ledger alone',
  both: 'Lock and ledger, as Berth does it',
} as const;

test('a race is drawn as it happens, and says what was oversold', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Watch a race for the last place' }).click();
  await expect(page.getByRole('heading', { name: 'A race for the last place' })).toBeVisible();
  await expect(panel(page, 'both')).toContainText('Not run yet');
  await axe(page);
  await page.evaluate(recordVerdicts);
  await fill(page, 30, 3, 200);
  await run(page);
  await expect(page.getByRole('status')).toContainText('All four races are over.');
  await expectDecided(page, 3);
  for (const strategy of Object.keys(PANELS)) {
    const seen = await page.evaluate((id) => window.verdicts[id], `lab-${strategy}`);
    expect(seen?.some((text) => text.includes('Running')), strategy).toBe(true);
  }
  await expect(panel(page, 'lock')).toContainText(/Lock, held \d+ times/);
  await expect(panel(page, 'both').getByRole('img', { name: /of 30 contenders/ })).toBeVisible();
  await expectFits(page);
  await axe(page);
  // Once more on the same page, with other numbers.
  await fill(page, 10, 1, 50);
  await run(page);
  await expect(panel(page, 'both')).toContainText('Sold 1 of 1');
  await expectDecided(page, 1);
});

test('without JavaScript the form leads to all four races', async ({ noJs }) => {
  const page = await noJs();
  await page.goto('/lab');
  await fill(page, 20, 2, 200);
  await run(page);
  await expectDecided(page, 2);
  await expect(page.getByRole('spinbutton', { name: 'Contenders' })).toHaveValue('20');
});

test('who comes while a race is run is told to wait', async ({
  page,
  guest,
  expectedConsoleErrors,
}) => {
  expectedConsoleErrors.push(/status of 429/);
  await page.goto('/lab');
  const other = await guest();
  await other.goto('/lab');
  // Under the lock alone these take as long as anyone waits for it.
  await fill(page, 30, 10, 200);
  await run(page);
  await expect(page.getByRole('status')).toHaveText('The races are running.');
  await run(other);
  await expect(other.getByRole('alert')).toContainText('One race is running.');
  await expect(page.getByRole('status')).toContainText('All four races are over.');
});

test.describe('in a narrow window', () => {
  test.use({ viewport: { width: 320, height: 640 } });

  test('panels stand one below the other', async ({ page }) => {
    await page.goto('/lab');
    await expectFits(page);
    await fill(page, 200, 50, 0);
    await run(page);
    await expect(page.getByRole('status')).toContainText('All four races are over.');
    await expectFits(page);
    const boxes = await Promise.all([panel(page, 'none'), panel(page, 'lock')].map(box));
    expect(boxes[1]?.y).toBeGreaterThan((boxes[0]?.y ?? 0) + (boxes[0]?.height ?? 0));
  });
});

declare global {
  interface Window {
    /** What each panel has said so far, by its id. */
    verdicts: Record<string, string[]>;
  }
}

/** Notes each verdict that is drawn: a race may be over before the next look. */
function recordVerdicts(): void {
  window.verdicts = {};
  for (const panel of document.querySelectorAll('.lab-panel')) {
    const seen: string[] = [];
    window.verdicts[panel.id] = seen;
    const note = () => seen.push(panel.querySelector('.lab-verdict')?.textContent ?? '');
    new MutationObserver(note).observe(panel, { childList: true });
  }
}

function panel(page: Page, strategy: keyof typeof PANELS): Locator {
  return page.getByRole('region', { name: PANELS[strategy], exact: true });
}

async function fill(page: Page, contenders: number, places: number, hold: number): Promise<void> {
  const number = (name: string) => page.getByRole('spinbutton', { name });
  await number('Contenders').fill(String(contenders));
  await number('Places').fill(String(places));
  await number('Each thinks for (ms)').fill(String(hold));
}

async function run(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run the four races' }).click();
}

/** With nothing in between too much is sold; with lock or ledger or both, what there is. */
async function expectDecided(page: Page, places: number): Promise<void> {
  await expect(panel(page, 'none')).toContainText(/Oversold by \d+/);
  for (const strategy of ['lock', 'ledger', 'both'] as const) {
    await expect(panel(page, strategy)).toContainText(`Sold ${places} of ${places}`);
    await expect(panel(page, strategy)).toContainText('Nothing oversold');
  }
}

function box(locator: Locator) {
  return locator.boundingBox();
}

async function expectFits(page: Page): Promise<void> {
  const [width, window] = await page.evaluate(() => [
    document.scrollingElement?.scrollWidth,
    innerWidth,
  ]);
  expect(width).toBeLessThanOrEqual(window ?? 0);
}
