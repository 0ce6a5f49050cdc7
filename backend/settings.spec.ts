import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readSettings } from './settings.ts';
import { SettingsError } from './settings-error.ts';

describe('the settings', () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'site-'));
    writeFileSync(join(root, 'index.html'), '<!doctype html>');
  });
  after(() => rmSync(root, { recursive: true }));

  it('have defaults for all but the built application', () => {
    const { port, host, connectionsFile, logLevel } = readSettings({ STATIC_ROOT: root });
    assert.deepEqual([port, host, logLevel], [3000, 'localhost', 'info']);
    assert.equal(connectionsFile, join(root, 'connections.json'));
  });

  it('serve no site when STATIC_ROOT is empty', () => {
    const { staticRoot, connectionsFile } = readSettings({ STATIC_ROOT: '' });
    assert.deepEqual([staticRoot, connectionsFile], [undefined, undefined]);
  });

  for (const [name, environment] of Object.entries({
    PORT: { PORT: '80x' },
    'PORT takes': { PORT: '70000' },
    'npm run build': { STATIC_ROOT: '/nowhere/at/all' },
    CONNECTIONS_FILE: { CONNECTIONS_FILE: '/nowhere/at/all.json' },
    LOG_LEVEL: { LOG_LEVEL: 'loud' },
  })) {
    it(`are refused with a message that says "${name}"`, () => {
      assert.throws(
        () => readSettings({ STATIC_ROOT: root, ...environment }),
        (error) => error instanceof SettingsError && error.message.includes(name),
      );
    });
  }
});
