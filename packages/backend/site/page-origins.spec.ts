import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { contentSecurityPolicy, formatPolicy } from '../security/content-security-policy.ts';
import { readPageOrigins } from './page-origins.ts';

describe('the origins of a configuration', () => {
  it('are those of hosts and runtimes, with the connections that need them', () => {
    const { allowed, refused } =
      readPageOrigins([
        { id: 'a', host: 'https://A.example:443/vp', runtime: { url: 'https://r.example/main.js' } },
        { host: 'http://localhost:8080' },
        { id: 'own', host: '/qlik/own', runtime: { bundled: true } },
      ]) ?? {};
    assert.deepEqual(allowed, [
      { origin: 'https://a.example', connection: 'a', field: 'host' },
      { origin: 'https://r.example', connection: 'a', field: 'runtime.url' },
      { origin: 'http://localhost:8080', connection: '#2', field: 'host' },
    ]);
    assert.deepEqual(refused, []);
    assert.equal(readPageOrigins({ tenants: [] }), undefined);
  });

  for (const host of [
    'https://*',
    'https://*.qlikcloud.com',
    'https://a;frame-ancestors',
    'https://a,b.example',
    "https://'unsafe-eval'",
    'http://[::1]:8080',
    'wss://a.example',
    'javascript:alert(1)',
    '//evil.example',
    'tenant.qlikcloud.com',
  ]) {
    it(`do not contain ${host}, and give the reason`, () => {
      const { allowed, refused } = readPageOrigins([{ id: 'a', host }]) ?? {};
      assert.deepEqual(allowed, []);
      assert.equal(refused?.length, 1);
    });
  }

  it('never change the rest of a policy, for any host', () => {
    const names = Object.keys(contentSecurityPolicy([]));
    const part = fc.oneof(
      fc.constantFrom(';', ',', "'", '*', '"', '$', '.', ':1', 'script-src', 'evil'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const { allowed = [] } = readPageOrigins([{ host: `https://${parts.join('')}` }]) ?? {};
        const origins = allowed.map(({ origin }) => origin);
        const policy = formatPolicy(contentSecurityPolicy(origins));
        assert.deepEqual(
          policy.split('; ').map((each) => each.split(' ', 1)[0]),
          names,
        );
        assert.doesNotMatch(policy, /[*,"$]|'unsafe-eval'/);
      }),
      { numRuns: 5_000 },
    );
  });
});
