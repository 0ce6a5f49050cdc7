import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { isRecord } from '../../json/is-record.ts';
import { temporaryFolder } from '../../listening/temporary-folder.ts';

type Json = Readonly<Record<string, unknown>>;

/** Where Chromium and Chrome are installed. */
const PLACES = [
  '/usr/lib/chromium/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The program of Chromium or Chrome: `CHROME_BIN`, or an installed one; undefined where there is none. */
export function findBrowser(): string | undefined {
  const named = process.env['CHROME_BIN'];
  return named ? (existsSync(named) ? named : undefined) : PLACES.find(existsSync);
}

/** A page in a browser of its own. */
export interface BrowserPage {
  /** Calls the DevTools protocol. @throws {Error} when the browser refuses the call or ends */
  send(method: string, params?: Json): Promise<Json>;
  /** Evaluates an expression in the page. */
  evaluate(expression: string): Promise<unknown>;
}

/**
 * Starts a browser without windows, and ends it after the work. Speaks the DevTools protocol through a pipe, so that no port is open:
 * https://chromedevtools.github.io/devtools-protocol/
 *
 * @param signal ends the browser, and with it the work
 */
export async function withPage<T>(
  program: string,
  signal: AbortSignal,
  work: (page: BrowserPage) => Promise<T>,
): Promise<T> {
  const { folder, remove } = await temporaryFolder('browser');
  const browser = spawn(program, argumentsOf(folder), {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => {
    browser.once('exit', () => resolve());
    browser.once('error', () => resolve());
  });
  const kill = (): void => void browser.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  try {
    signal.throwIfAborted();
    const channel = new DevTools(browser);
    const { targetId } = await channel.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await channel.send('Target.attachToTarget', { targetId, flatten: true });
    const send: BrowserPage['send'] = (method, params = {}) =>
      channel.send(method, params, String(sessionId));
    return await work({
      send,
      evaluate: async (expression) => {
        const { result } = await send('Runtime.evaluate', {
          expression,
          returnByValue: true,
          awaitPromise: true,
        });
        return isRecord(result) ? result['value'] : undefined;
      },
    });
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
    await ended;
    await remove();
  }
}

function argumentsOf(folder: string): string[] {
  return [
    '--headless',
    '--remote-debugging-pipe',
    `--user-data-dir=${folder}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--hide-scrollbars',
    // The sandbox's own certificate; the browser opens nothing but the tenant.
    '--ignore-certificate-errors',
    // Chromium's process sandbox does not work for the user root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
}

/** Messages are JSON, each with a zero byte at its end. */
class DevTools {
  readonly #input: Writable;
  readonly #pending = new Map<number, { resolve: (result: Json) => void; reject: (reason: Error) => void }>();
  #lastId = 0;
  #received = '';

  constructor(browser: ChildProcess) {
    const [, , , input, output] = browser.stdio;
    this.#input = input as Writable;
    const reader = output as Readable;
    reader.setEncoding('utf8');
    reader.on('data', (chunk: string) => this.#receive(chunk));
    const fail = (): void => {
      for (const { reject } of this.#pending.values()) reject(new Error('The browser ended.'));
    };
    // A browser that ends while it is written to.
    this.#input.on('error', fail);
    browser.once('exit', fail);
    browser.once('error', fail);
  }

  send(method: string, params: Json, sessionId?: string): Promise<Json> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise<Json>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    }).finally(() => this.#pending.delete(id));
  }

  #receive(chunk: string): void {
    const parts = (this.#received + chunk).split('\0');
    this.#received = parts.pop() ?? '';
    for (const part of parts) {
      const message: unknown = JSON.parse(part);
      if (!isRecord(message) || typeof message['id'] !== 'number') continue;
      const pending = this.#pending.get(message['id']);
      const { result, error } = message;
      if (isRecord(result)) pending?.resolve(result);
      else pending?.reject(new Error(isRecord(error) ? String(error['message']) : 'no result'));
    }
  }
}
