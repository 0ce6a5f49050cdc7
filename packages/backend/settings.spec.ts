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

  it('set the limits that are named, and leave the others to their defaults', () => {
    const { limits } = readSettings({
      STATIC_ROOT: root,
      MAX_CONNECTIONS: '100',
      STOP_DELAY_SECONDS: '0',
      STOP_LIMIT_SECONDS: '20',
    });
    assert.deepEqual(limits, { maxConnections: 100, stopDelayMs: 0, stopLimitMs: 20_000 });
  });

  for (const [name, environment] of Object.entries({
    PORT: { PORT: '80x' },
    'PORT takes': { PORT: '70000' },
    'npm run build': { STATIC_ROOT: '/nowhere/at/all' },
    CONNECTIONS_FILE: { CONNECTIONS_FILE: '/nowhere/at/all.json' },
    METRICS_PORT: { PORT: '3100', METRICS_PORT: '3100' },
    LOG_LEVEL: { LOG_LEVEL: 'loud' },
    TRUST_PROXY: { TRUST_PROXY: '0.0.0.0/0' },
    MAX_CONNECTIONS: { MAX_CONNECTIONS: '0' },
    REQUEST_LIMIT_SECONDS: { REQUEST_LIMIT_SECONDS: '0' },
    STOP_DELAY_SECONDS: { STOP_DELAY_SECONDS: '-1' },
    STOP_LIMIT_SECONDS: { STOP_LIMIT_SECONDS: '1e3' },
  })) {
    it(`are refused with a message that contains "${name}"`, () => {
      assert.throws(
        () => readSettings({ STATIC_ROOT: root, ...environment }),
        (error) => error instanceof SettingsError && error.message.includes(name),
      );
    });
  }
});
