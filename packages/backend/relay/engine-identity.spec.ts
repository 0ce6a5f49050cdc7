import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend } from '../testing/test-backend.ts';
import { openingOf, TestBrowser } from '../testing/test-browser.ts';
import { withOwnIdentity } from './engine-identity.ts';

const KEY = {
  type: 'apikey',
  id: 'key',
  host: 'https://t.example',
  access: 'read',
  timeoutSeconds: 1,
} as const;
const own = (path: string, user = 'ada', apiKey = 'secret-1'): string =>
  withOwnIdentity(path, { ...KEY, allow: 'all', apiKey }, { id: user, name: user });

describe('the engine session of a shared identity', () => {
  it('is another one for each user, app and identity of the page, and the same for the same', () => {
    const paths = ['/app/a', '/app/b', '/app/a/identity/x', '/app/a/identity/y'];
    const all = ['ada', 'grace'].flatMap((user) => paths.map((path) => own(path, user)));
    assert.equal(new Set(all).size, all.length);
    for (const path of paths) assert.equal(own(path), own(path));
    assert.notEqual(own('/app/a'), own('/app/a', 'ada', 'secret-2'));
  });

  it('keeps the rest of the path', () => {
    assert.match(own('/app/a/identity/x/ttl/60?q=1'), /^\/app\/a\/identity\/[\w-]{32}\/ttl\/60\?q=1$/);
    assert.match(own('/app/a?q=1'), /^\/app\/a\/identity\/[\w-]{32}\?q=1$/);
    for (const path of ['/app/SessionApp_1', '/app/%3Ftransient=', '/apps/a', '/qrs/app/a', '/app/']) {
      assert.equal(own(path), path);
    }
  });

  it('is none that a page can choose', () => {
    const identity = (path: string): string | undefined => /\/identity\/([^/?]+)/.exec(path)?.[1];
    const wanted = identity(own('/app/a', 'victim'));
    assert.ok(wanted);
    assert.notEqual(identity(own(`/app/a/identity/${wanted}`, 'attacker')), wanted);
    fc.assert(
      fc.property(fc.stringMatching(/^[\w.~%-]{0,60}$/), (given) => {
        assert.notEqual(identity(own(`/app/a/identity/${given}`, 'attacker')), wanted);
      }),
    );
  });

  it('is what Qlik is asked for, for shared identities', { timeout: 30_000 }, async (t) => {
    const tenant = await startFakeTenant();
    t.after(() => tenant.close());
    const backend = await startTestBackend({
      connections: {
        key: { type: 'apikey', host: tenant.origin, apiKey: SECRETS.apiKey, audience: 'everyone-signed-in' },
      },
    });
    t.after(() => backend.close());
    for (const user of ['ada', 'grace']) {
      const browser = await new TestBrowser(backend.origin).signIn(user);
      for (const path of ['/qlik/key/app/a', '/qlik/key/app/a/identity/mine']) {
        assert.equal(await openingOf(browser.openSocket(path)), 'open');
      }
    }
    const urls = tenant.seen.map(({ url }) => url);
    assert.equal(urls.length, 4);
    assert.equal(new Set(urls).size, 4);
    for (const url of urls) assert.match(url, /^\/app\/a\/identity\/[\w-]{32}$/);
  });
});
