import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/**
 * Fails on any violation of any of axe's rules, naming the rule and every element that breaks it.
 * Axe runs in the page, so the page's browser must run JavaScript.
 */
export async function axe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    // Otherwise it opens a second page to join the results of frames, of which we have none.
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .analyze();
  const report = violations.map(({ id, impact, help, nodes }) => {
    const elements = nodes.map(({ target, html }) => `    ${target.join(' ')}  ${html}`);
    return [`${id} (${impact}): ${help}`, ...elements].join('\n');
  });
  expect(report.join('\n'), `accessibility of ${page.url()}`).toBe('');
}
