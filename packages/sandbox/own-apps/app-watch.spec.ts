import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { AppFileError } from './app-file-error.ts';
import { type OwnAppReport, OwnApps } from './own-apps.ts';
import { APP, writeFiles } from './testing/sales-app.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'own-app-watch-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const titled = (qTitle: string): Readonly<Record<string, string>> => ({
  'app-properties.json': JSON.stringify({ qTitle }),
});

/** Watches an app and returns what waits for a report, or for a failure. */
async function watchApp(source: string) {
  const apps = await OwnApps.read([source]);
  const events: (OwnAppReport | AppFileError)[] = [];
  const add = (event: OwnAppReport | AppFileError): void => void events.push(event);
  const stop = apps.watch({ changed: add, failed: add });
  const until = async (wanted: (event: OwnAppReport | AppFileError) => boolean): Promise<void> => {
    for (let waited = 0; !events.some(wanted); waited += 50) {
      assert.ok(
        waited < 10_000,
        `not seen: ${events.map((event) => `${event.name} ${String(event)}`).join('\n')}`,
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    events.length = 0;
  };
  await new Promise((resolve) => setTimeout(resolve, 500));
  return {
    stop,
    isRead: (name: string) => until((event) => event.name === name),
    hasFailed: () => until((event) => event instanceof Error),
  };
}

describe('the watching of an app goes on', { timeout: 60_000 }, () => {
  it('when its folder is moved away and comes back, and after that', async () => {
    const folder = join(root, 'app');
    writeFiles(folder, { ...APP, ...titled('One') });
    const app = await watchApp(folder);
    try {
      renameSync(folder, join(root, 'away'));
      await app.hasFailed();
      writeFiles(join(root, 'away'), titled('Two'));
      renameSync(join(root, 'away'), folder);
      await app.isRead('Two');
      writeFiles(folder, titled('Three'));
      await app.isRead('Three');
    } finally {
      await app.stop();
    }
  });

  it('when a folder around it is replaced by another one', async () => {
    const folder = join(root, 'project/app');
    writeFiles(folder, { ...APP, ...titled('One') });
    writeFiles(join(root, 'next/app'), { ...APP, ...titled('Two') });
    const app = await watchApp(folder);
    try {
      renameSync(join(root, 'project'), join(root, 'old'));
      renameSync(join(root, 'next'), join(root, 'project'));
      await app.isRead('Two');
      writeFiles(folder, titled('Three'));
      await app.isRead('Three');
    } finally {
      await app.stop();
    }
  });

  it('when a file of serializeapp is removed and written again', async () => {
    const content = (qTitle: string): string => JSON.stringify({ properties: { qTitle }, loadScript: '' });
    const file = join(root, 'app.json');
    writeFiles(root, { 'app.json': content('One') });
    const app = await watchApp(file);
    try {
      rmSync(file);
      await app.hasFailed();
      writeFiles(root, { 'app.json': content('Two') });
      await app.isRead('Two');
      mkdirSync(join(root, 'new'));
      writeFiles(root, { 'new/app.json': content('Three') });
      renameSync(join(root, 'new/app.json'), file);
      await app.isRead('Three');
    } finally {
      await app.stop();
    }
  });
});
