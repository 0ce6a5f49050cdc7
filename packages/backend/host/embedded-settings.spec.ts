import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SettingsError } from '../settings-error.ts';
import { type QlikBackendOptions, readEmbeddedSettings } from './embedded-settings.ts';

const OPTIONS: QlikBackendOptions = { connections: 'secrets.json', resolveUser: () => undefined };

describe('the options of a backend in a host application', () => {
  it('have defaults for all but the connections and the user', () => {
    const { basePath, logLevel, gateway } = readEmbeddedSettings(OPTIONS);
    assert.deepEqual([basePath, logLevel], ['', 'info']);
    assert.equal(gateway?.publicOrigin, undefined);
    assert.equal(gateway?.sessionLifetimeMs, 8 * 3_600_000);
    assert.equal(gateway?.sessionSecrets.length, 1);
  });

  it('are taken as they are', () => {
    const { basePath, trustedProxies, gateway } = readEmbeddedSettings({
      ...OPTIONS,
      ...{ publicUrl: 'https://app.example', basePath: '/analytics/', trustedProxies: 'loopback' },
      ...{ redisUrl: 'redis://localhost:6379', sessionSecret: 's'.repeat(32), socketIdleMinutes: 5 },
    });
    assert.deepEqual([basePath, trustedProxies], ['/analytics', 'loopback']);
    assert.deepEqual([gateway?.publicOrigin, gateway?.basePath], ['https://app.example', '/analytics']);
    assert.deepEqual([gateway?.socketIdleMs, gateway?.sessionSecrets], [300_000, ['s'.repeat(32)]]);
  });

  it('are named where they are missing, or written wrongly', () => {
    assert.throws(
      () => readEmbeddedSettings({ connection: 'x', resolveUser: OPTIONS.resolveUser } as never),
      /connections: is missing; expected the path of a secrets file.*"connection"/s,
    );
    assert.throws(
      () => readEmbeddedSettings({ ...OPTIONS, connections: 5 } as never),
      /connections: expected the path of a secrets file, or an object/,
    );
  });

  const wrong: Readonly<Record<string, object>> = {
    connections: { connections: 5 },
    resolveUser: { resolveUser: 'ada' },
    signInPath: { signInPath: 'https://evil.example' },
    publicUrl: { publicUrl: 'http://app.example' },
    basePath: { basePath: '/a/../b' },
    '^trustedProxies': { trustedProxies: '0.0.0.0/0' },
    '^redisUrl': { redisUrl: 'http://redis' },
    '^redisCaFile needs a redisUrl': { redisCaFile: 'ca.pem' },
    sessionSecret: { redisUrl: 'redis://localhost' },
    'sessionSecret needs': { sessionSecret: 'very-secret' },
    sessionHours: { sessionHours: 0 },
    logLevel: { logLevel: 'loud' },
    logStream: { logStream: {} },
    basepath: { basepath: '/x' },
  };
  for (const [name, each] of Object.entries(wrong)) {
    it(`that cannot be used are named, without their value: ${JSON.stringify(each)}`, () => {
      assert.throws(
        () => readEmbeddedSettings({ ...OPTIONS, ...each }),
        (error: unknown) => {
          assert.ok(error instanceof SettingsError);
          assert.match(error.message, new RegExp(name));
          assert.doesNotMatch(error.message, /very-secret/);
          return true;
        },
      );
    });
  }
});
