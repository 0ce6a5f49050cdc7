import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BrowserContext, Response } from '@playwright/test';

/** A secret of the run. Its name, not itself, is what a failed test shows. */
export interface KnownSecret {
  readonly name: string;
  readonly text: string;
}

/** Already searched, by the step `secrets` of `npm test`: the files of the build. */
const BUILD_FILE = /\.(js|css|map|woff2?|ico|svg|png)(\?|$)/;
const LAST_ANSWERS_MS = 2_000;

/** Looks for secrets in what the application's server sends to browsers and writes into its logs. */
export class SecretWatch {
  private readonly places: string[] = [];
  private readonly looking: Promise<void>[] = [];

  constructor(private readonly secrets: readonly KnownSecret[]) {}

  /** From now on, every answer that comes from that origin. */
  follow(context: BrowserContext, origin: string): void {
    context.on('response', (response) => {
      const address = response.url();
      if (address.startsWith(origin) && !BUILD_FILE.test(address)) this.looking.push(this.look(response));
    });
  }

  /** The files of a folder whose names begin with that. */
  searchLogs(folder: string, prefix: string): void {
    for (const name of readdirSync(folder).filter((each) => each.startsWith(prefix))) {
      this.search(readFileSync(join(folder, name), 'utf8'), `the log ${name}`);
    }
  }

  /** Where which secret was, in words; empty when none was anywhere. */
  async found(): Promise<readonly string[]> {
    // An answer that never ends has no body to be searched.
    await Promise.race([Promise.allSettled(this.looking), pause(LAST_ANSWERS_MS, undefined, { ref: false })]);
    return this.places;
  }

  private async look(response: Response): Promise<void> {
    const place = `${response.request().method()} ${new URL(response.url()).pathname}`;
    this.search(JSON.stringify(response.headers()), `the headers of ${place}`);
    // Redirects and answers to a page that has gone have no body.
    const body = await response.text().catch(() => '');
    this.search(body, `the answer to ${place}`);
  }

  private search(content: string, place: string): void {
    for (const { name, text } of this.secrets)
      if (content.includes(text)) this.places.push(`${name} in ${place}`);
  }
}

/** One line out of the middle of a PEM file, which is enough to tell it and survives JSON. */
export function lineOfKey(file: string): string {
  const line = readFileSync(file, 'utf8').split('\n')[2];
  if (line === undefined || line.length < 32) throw new Error(`${file} is no key.`);
  return line;
}
