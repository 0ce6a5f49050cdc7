import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readUpstreamPath } from './upstream-path.ts';

const BASE = '/qlik/finance';

describe('the path to Qlik', () => {
  for (const path of [
    '/api/v1/spaces?limit=10&sort=+name',
    '/app/5f1c3a52-0b64/identity/x?reloadUri=https%3A%2F%2Ftenant%2Fsense',
    '/app/%3Ftransient%3D/identity/1',
    '/qrs/about?xrfkey=0123456789abcdef',
    '/api/v1/users/auth0%7Cada',
    '/api/v1/items/a%3Bb%20%C3%84',
    '/resources/a..b/.well-known/x',
  ]) {
    it(`is forwarded as it is: ${path}`, () => assert.equal(readUpstreamPath(BASE + path, BASE), path));
  }

  for (const url of [
    '/qlik/finance',
    '/qlik/other/api',
    '/qlik/finance/../secret/api',
    '/qlik/finance/./api',
    '/qlik/finance/%2e%2e/api',
    '/qlik/finance/.%2E/api',
    '/qlik/finance/%252e%252e/api',
    '/qlik/finance/%25252e%25252e/api',
    '/qlik/finance//evil.example/api',
    '/qlik/finance/a//b',
    '/qlik/finance/..;/api',
    '/qlik/finance/a%2f..%2fb',
    '/qlik/finance/a%5c..%5cb',
    '/qlik/finance/%25%32%65%25%32%65/api',
    '/qlik/finance/%c0%ae%c0%ae/api',
    '/qlik/finance/..%3b/api',
    '/qlik/finance/..%253bx/api',
    '/qlik/finance/a\\..\\b',
    '/qlik/finance/a%00',
    '/qlik/finance/a%7f',
    '/qlik/finance/a%0d%0ax-evil:1',
    '/qlik/finance/a%zz',
    '/qlik/finance/a b',
    '/qlik/finance/ä',
    'http://evil.example/qlik/finance/api',
    '//evil.example/qlik/finance/api',
    `/qlik/finance/${'a'.repeat(20_000)}`,
  ]) {
    it(`is refused: ${url.slice(0, 60)}`, () =>
      assert.throws(() => readUpstreamPath(url, BASE), /not forwarded/));
  }

  it('never brings a credential of the browser along', () => {
    assert.equal(
      readUpstreamPath(`${BASE}/app/x?accessToken=1&a=2&QlikTicket=3&%71likTicket=4&x-qlik-ticket=5&b`, BASE),
      '/app/x?a=2&b',
    );
  });

  it('stays below the upstream address, for any request', () => {
    const part = fc.constantFrom(
      '/',
      '..',
      '.',
      '%2e',
      '%2F',
      '%5c',
      '\\',
      ';',
      '@',
      ':',
      '//',
      'a',
      '?',
      '%25',
      '2e',
      '#',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 10 }), (parts) => {
        let path: string;
        try {
          path = readUpstreamPath(`${BASE}/${parts.join('')}`, BASE);
        } catch {
          return;
        }
        const target = new URL(`https://tenant.example/vp${path}`);
        assert.equal(target.origin, 'https://tenant.example');
        assert.ok(target.pathname.startsWith('/vp/'));
      }),
      { numRuns: 5_000 },
    );
  });
});
