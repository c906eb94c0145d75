import type { BrowserContext } from '@playwright/test';

/** Watches every page of a context for what must not happen on any page of ours. */
export class Vigil {
  readonly #problems: string[] = [];

  /**
   * Chromium reports a failed request, a refused style or script (Content-Security-Policy) and
   * `console.error` alike as an error on the console; an uncaught exception is an event of its own.
   */
  watch(context: BrowserContext): void {
    context.on('console', (message) => {
      if (message.type() === 'error') {
        const { url } = message.location();
        this.#problems.push(`console: ${message.text()} (${url})`);
      }
    });
    context.on('weberror', (event) => {
      this.#problems.push(`exception: ${event.error().stack ?? event.error().message}`);
    });
  }

  /** What was seen and not expected. */
  problems(expected: readonly RegExp[]): string[] {
    return this.#problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)));
  }
}
