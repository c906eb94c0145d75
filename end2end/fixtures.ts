import { type BrowserContextOptions, expect, type Page, test as base } from '@playwright/test';
import { Server } from './server.ts';
import { Vigil } from './vigil.ts';

export { axe } from './axe.ts';
export { expect };

/** What Chromium says of requests and streams, open or new, to a server that is not there. */
export const SERVER_GONE = /net::ERR_/;

interface Fixtures {
  /** `test.use({ serve: { options: ['--hold-seconds', '2'] } })` adds to `berth serve`. */
  serve: { options: readonly string[] };
  /** A real server of the test's own; paths given to `page.goto` are on it. */
  server: Server;
  /**
   * Any error on any page fails the test. One that kills its server, or loses a race on purpose,
   * says what will be on the console: `expectedConsoleErrors.push(SERVER_GONE)`.
   */
  expectedConsoleErrors: RegExp[];
  vigil: Vigil;
  /** A page in a new window of another guest, who shares no cookies with the first. */
  guest: (options?: BrowserContextOptions) => Promise<Page>;
  /** A guest whose browser runs no JavaScript. */
  noJs: () => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  serve: [{ options: [] }, { option: true }],

  server: async ({ serve }, use, testInfo) => {
    const server = await Server.start(serve.options);
    await use(server);
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('server log', { body: server.tail(), contentType: 'text/plain' });
    }
    await server.dispose();
    const panics = server.log.filter((line) => line.includes('panicked at'));
    expect(panics, 'the server must not panic').toEqual([]);
  },

  baseURL: async ({ server }, use) => {
    await use(server.url);
  },

  expectedConsoleErrors: async ({}, use) => {
    await use([]);
  },

  vigil: async ({ expectedConsoleErrors }, use) => {
    const vigil = new Vigil();
    await use(vigil);
    expect(vigil.problems(expectedConsoleErrors), 'no page may report an error').toEqual([]);
  },

  context: async ({ context, vigil }, use) => {
    vigil.watch(context);
    await use(context);
  },

  guest: async ({ browser, baseURL, vigil }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ ...(baseURL ? { baseURL } : {}), ...options });
      contexts.push(context);
      vigil.watch(context);
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  },

  noJs: async ({ guest }, use) => {
    await use(() => guest({ javaScriptEnabled: false }));
  },
});
