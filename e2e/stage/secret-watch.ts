import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type BrowserContext, expect, type Response } from '@playwright/test';

/** A secret of the run. Its name, not itself, is what a failed test shows. */
export interface KnownSecret {
  readonly name: string;
  readonly text: string;
}

/** Already searched, by the step `secrets` of `npm test`: the files of the build. */
const BUILD_FILE = /\.(js|css|map|woff2?|ico|svg|png)(\?|$)/;
const LAST_ANSWERS_MS = 2_000;

/** Something that was said, to be searched at the end: some secrets are known only after they were used. */
interface Saying {
  readonly place: string;
  readonly content: string;
}

/**
 * Looks for secrets where none may be: in what the application's server sends to browsers and writes into its logs, in what browsers
 * send, and in what they show and keep. Tokens that a tenant gives to the page itself are secrets as well, wherever others can read:
 * in addresses, `Referer`, the console and the application's server.
 */
export class SecretWatch {
  private readonly looking: Promise<void>[] = [];
  /** Where nobody's secret may be, not even a token of the page. */
  private readonly open: Saying[] = [];
  /** Where the page's own tokens belong. */
  private readonly own: Saying[] = [];
  private readonly tokens: KnownSecret[] = [];

  constructor(private readonly secrets: readonly KnownSecret[]) {}

  /** From now on, everything between these pages and their servers. */
  follow(context: BrowserContext, origin: string): void {
    context.on('response', (response) => {
      const address = response.url();
      const isOwn = address.startsWith(`${origin}/`);
      if (isOwn && !BUILD_FILE.test(address)) this.looking.push(this.look(response));
      if (!isOwn && isTokenAnswer(response)) this.looking.push(this.learn(response));
    });
    context.on('request', (request) => {
      const place = `${request.method()} ${withoutQuery(request.url())}`;
      const { referer = '', ...headers } = request.headers();
      this.open.push({ place: `the address of ${place}`, content: request.url() });
      this.open.push({ place: `the Referer of ${place}`, content: referer });
      const sent = JSON.stringify(headers) + (request.postData() ?? '');
      const isAtHome = request.url().startsWith(`${origin}/`);
      (isAtHome ? this.open : this.own).push({ place: `what was sent by ${place}`, content: sent });
    });
    context.on('console', (message) => this.open.push({ place: 'the console', content: message.text() }));
    context.on('page', (page) =>
      page.on('websocket', (socket) =>
        this.open.push({ place: 'the address of a WebSocket', content: socket.url() }),
      ),
    );
  }

  /** What pages have stored for the application, and where they have been. */
  async searchPages(context: BrowserContext, origin: string): Promise<void> {
    for (const page of context.pages().filter((each) => each.url().startsWith(`${origin}/`))) {
      this.open.push({ place: 'the address of a page', content: page.url() });
      const stored = await page
        .evaluate(() =>
          JSON.stringify([
            Object.entries(localStorage),
            Object.entries(sessionStorage),
            document.cookie,
            history.state,
          ]),
        )
        // The page may be leaving.
        .catch(() => '');
      this.own.push({ place: "the page's storage", content: stored });
    }
  }

  /** The files of a folder whose names begin with that. */
  searchLogs(folder: string, prefix: string): void {
    for (const name of readdirSync(folder).filter((each) => each.startsWith(prefix))) {
      this.open.push({ place: `the log ${name}`, content: readFileSync(join(folder, name), 'utf8') });
    }
  }

  /** Where which secret was, in words; empty when none was anywhere. */
  async found(): Promise<readonly string[]> {
    // An answer that never ends has no body to be searched.
    await Promise.race([Promise.allSettled(this.looking), pause(LAST_ANSWERS_MS, undefined, { ref: false })]);
    const places = [
      ...this.search([...this.open, ...this.own], this.secrets),
      ...this.search(this.open, this.tokens),
    ];
    return [...new Set(places)];
  }

  private async look(response: Response): Promise<void> {
    const place = `${response.request().method()} ${withoutQuery(response.url())}`;
    // What the application's server gives a page may be a token for it: that is learned nowhere, so it is no secret here.
    this.open.push({ place: `the headers of ${place}`, content: JSON.stringify(response.headers()) });
    // Redirects and answers to a page that has gone have no body.
    const content = await response.text().catch(() => '');
    this.open.push({ place: `the answer to ${place}`, content });
  }

  /** The tokens that a tenant gives to a page. */
  private async learn(response: Response): Promise<void> {
    const body: unknown = await response.json().catch(() => undefined);
    if (typeof body !== 'object' || body === null) return;
    for (const [name, text] of Object.entries(body)) {
      if (/^(access|refresh)_token$/.test(name) && typeof text === 'string' && text.length > 15)
        this.tokens.push({ name: `an ${name.replace('_', ' ')}`.replace('an r', 'a r'), text });
    }
  }

  private search(sayings: readonly Saying[], secrets: readonly KnownSecret[]): readonly string[] {
    return sayings.flatMap(({ place, content }) =>
      secrets.filter(({ text }) => content.includes(text)).map(({ name }) => `${name} in ${place}`),
    );
  }
}

/** Where a test plays: what its worker started, and the secrets of that. */
export interface WatchedPlace {
  readonly origin: string;
  /** With the logs of the backend. */
  readonly folder: string;
  readonly secrets: readonly KnownSecret[];
}

/** Plays a test, and looks for secrets from its first request to its last log line. */
export async function underWatch(
  context: BrowserContext,
  { origin, folder, secrets }: WatchedPlace,
  play: () => Promise<void>,
): Promise<void> {
  const watch = new SecretWatch(secrets);
  watch.follow(context, origin);
  await play();
  await watch.searchPages(context, origin);
  watch.searchLogs(folder, 'backend');
  expect(await watch.found(), 'secrets where none may be').toEqual([]);
}

/** Tokens for one address, which a page exchanges for its own, are meant to be in addresses. */
function isTokenAnswer(response: Response): boolean {
  const request = response.request();
  const isExchange = (request.postData() ?? '').includes('token-exchange');
  return request.method() === 'POST' && /\/oauth\/token(\/|$|\?)/.test(response.url()) && !isExchange;
}

function withoutQuery(address: string): string {
  return address.split(/[?#]/, 1)[0] ?? '';
}

/** One line out of the middle of a PEM file, which is enough to tell it and survives JSON. */
export function lineOfKey(file: string): string {
  const line = readFileSync(file, 'utf8').split('\n')[2];
  if (line === undefined || line.length < 32) throw new Error(`${file} is no key.`);
  return line;
}
