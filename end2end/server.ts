import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

const READY_WITHIN_MS = 30_000;

/** The server drains for a few seconds at most; beyond this it hangs. */
const STOPPED_WITHIN_MS = 15_000;

const LISTENS = /^berth listens on (http:\/\/127\.0\.0\.1:(\d+))$/;

/** A `berth serve --demo` of its own: own port, own ledger. */
export class Server {
  /** All that it printed, over all its lives. */
  readonly log: string[] = [];
  #url = '';
  #port = 0;
  #child: ChildProcess | undefined;
  /** Set before a signal is sent, so that an end nobody asked for is told apart. */
  #isWanted = false;

  private constructor(
    private readonly binary: string,
    private readonly folder: string,
    private readonly options: readonly string[],
  ) {}

  /** Options go to `berth serve` beside those that every test needs. */
  static async start(options: readonly string[] = []): Promise<Server> {
    const binary = process.env.BERTH_BIN;
    if (!binary) {
      throw new Error('BERTH_BIN must name the binary to test: run `cargo xtask test browser`');
    }
    const folder = await mkdtemp(join(tmpdir(), 'berth-end2end-'));
    const server = new Server(binary, folder, options);
    try {
      await server.#spawn();
    } catch (error) {
      await server.dispose();
      throw error;
    }
    return server;
  }

  get url(): string {
    return this.#url;
  }

  get database(): string {
    return join(this.folder, 'berth.db');
  }

  /** What the owner does from the command line, beside the server. */
  async owner(...words: readonly string[]): Promise<void> {
    await promisify(execFile)(this.binary, ['owner', ...words, '--database', this.database]);
  }

  /** Ends it as an operator does; it must end in good order. */
  async stop(): Promise<void> {
    if (this.#hasEnded()) {
      throw new Error(`the server ended by itself\n${this.tail()}`);
    }
    const code = await this.#end('SIGTERM');
    if (code !== 0) {
      throw new Error(`the server ended with ${code} when asked to stop\n${this.tail()}`);
    }
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** On the same port and ledger, whether it still runs or not. */
  async restart(): Promise<void> {
    if (this.#isWanted) {
      await this.stop();
    }
    await this.#spawn();
  }

  /** Ends what still runs and removes the ledger; throws if it ended without being asked. */
  async dispose(): Promise<void> {
    try {
      if (this.#isWanted) {
        await this.stop();
      }
    } finally {
      await rm(this.folder, { recursive: true, force: true });
    }
  }

  /** Its last words, for a failure's message. */
  tail(): string {
    return this.log.slice(-30).join('\n');
  }

  async #spawn(): Promise<void> {
    const child = spawn(
      this.binary,
      [
        ...['serve', '--demo', '--addr', `127.0.0.1:${this.#port}`],
        ...['--database', this.database],
        ...this.options,
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], cwd: this.folder },
    );
    this.#child = child;
    this.#isWanted = true;
    this.#listen(child.stderr);
    try {
      [this.#url, this.#port] = await this.#ready(child);
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  #ready(child: ChildProcess & { stdout: Readable }): Promise<[string, number]> {
    return new Promise((resolve, reject) => {
      const fail = (reason: string) => {
        clearTimeout(timer);
        reject(new Error(`${reason}\n${this.tail()}`));
      };
      const timer = setTimeout(
        () => fail(`the server was not ready within ${READY_WITHIN_MS / 1_000} s`),
        READY_WITHIN_MS,
      );
      child.once('error', (error) => fail(`the server did not start: ${error.message}`));
      child.once('exit', (code) => fail(`the server ended with ${code} before it was ready`));
      this.#listen(child.stdout, (line) => {
        const [, url, port] = LISTENS.exec(line) ?? [];
        if (url && port) {
          clearTimeout(timer);
          resolve([url, Number(port)]);
        }
      });
    });
  }

  /** Reading never stops, or a full pipe would stop the server. */
  #listen(stream: Readable, hear: (line: string) => void = () => {}): void {
    createInterface({ input: stream }).on('line', (line) => {
      this.log.push(line);
      hear(line);
    });
  }

  #hasEnded(): boolean {
    return this.#child?.exitCode != null || this.#child?.signalCode != null;
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const child = this.#child;
    this.#isWanted = false;
    if (child?.pid === undefined) {
      return 0;
    }
    if (!this.#hasEnded()) {
      const ended = once(child, 'exit', { signal: AbortSignal.timeout(STOPPED_WITHIN_MS) });
      process.kill(child.pid, signal);
      await ended.catch(() => {
        child.kill('SIGKILL');
        throw new Error(`the server ran on after ${signal}\n${this.tail()}`);
      });
    }
    return child.exitCode;
  }
}
