import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildQlikClient } from './qlik-client.ts';

describe('the bundled runtime', () => {
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'qlik-client-'));
    await buildQlikClient(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('has what the library takes from a server’s runtime', async () => {
    const { auth, qix } = await import(pathToFileURL(join(folder, 'qlik-client.js')).href);
    const wanted = { ...auth.default, openAppSession: qix.openAppSession };
    for (const name of ['registerAuthModule', 'registerHostConfig', 'unregisterHostConfig', 'openAppSession'])
      assert.equal(typeof wanted[name], 'function', name);
    assert.equal(typeof auth.registerAuthModule, 'function');
  });

  it('names its chunks by their content, so that only its entry is asked for again', () => {
    const scripts = readdirSync(folder).filter((name) => name.endsWith('.js') && name !== 'qlik-client.js');
    assert.ok(scripts.length > 0);
    for (const name of scripts) assert.match(name, /-[A-Z0-9]{8}\.js$/);
  });

  it('weighs what session code weighs, and passes the licenses on', () => {
    const bytes = readdirSync(folder)
      .filter((name) => name.endsWith('.js'))
      .reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0);
    assert.ok(bytes < 80_000, `${bytes} bytes after gzip`);
    const licenses = readFileSync(join(folder, 'LICENSES.txt'), 'utf8');
    for (const text of [
      '@qlik/api 2',
      'ISC License',
      'enigma.js 2',
      'lodash-es 4',
      'extend 3',
      'MIT License',
    ])
      assert.ok(licenses.includes(text), text);
  });
});
