import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { startTestBackend } from '../testing/test-backend.ts';
import { TestBrowser } from '../testing/test-browser.ts';
import { belowBasePath, readBasePath } from './base-path.ts';

describe('the base path', () => {
  it('is empty, or a path of plain names', () => {
    for (const [written, expected] of [
      [undefined, ''],
      ['/', ''],
      ['/analytics/', '/analytics'],
      ['/a/b-c.d', '/a/b-c.d'],
    ] as const)
      assert.equal(readBasePath('BASE_PATH', written), expected);
    for (const wrong of [
      'analytics',
      '//evil',
      '/a//b',
      '/..',
      '/a/../b',
      '/a b',
      '/a?x',
      '/a%2fb',
      '/ü',
      '\\',
    ])
      assert.throws(() => readBasePath('BASE_PATH', wrong), /BASE_PATH takes/, wrong);
  });

  it('is taken off whole names only', () => {
    fc.assert(
      fc.property(fc.webPath(), (path) => {
        assert.equal(belowBasePath(`/analytics${path}`, '/analytics'), path === '' ? '/' : path);
        assert.equal(belowBasePath(`/analyticsX${path}`, '/analytics'), undefined);
      }),
    );
    assert.equal(belowBasePath('/analytics?x=1', '/analytics'), '/?x=1');
  });

  it('is where the program has all of its addresses, except for those of probes', async () => {
    const backend = await startTestBackend({ connections: {}, basePath: '/analytics' });
    try {
      const browser = new TestBrowser(backend.origin);
      assert.equal((await browser.get('/analytics/health/live')).status, 200);
      assert.equal((await browser.get('/health/live')).status, 200);
      assert.equal((await browser.get('/app/session')).status, 404);
      const answer = await browser.get('/analytics/app/session');
      assert.deepEqual(await answer.json(), { user: null, signIn: '/analytics/app/sign-in' });
      const page = await browser.get('/analytics/app/sign-in');
      assert.match(await page.text(), /<form method="post" action="\/analytics\/app\/sign-in">/);
      const unknown = await browser.get('/elsewhere');
      assert.match(await unknown.text(), /There is no GET \/elsewhere here/);
    } finally {
      await backend.close();
    }
  });
});
