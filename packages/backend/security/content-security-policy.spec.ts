import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contentSecurityPolicy, formatPolicy } from './content-security-policy.ts';

describe('the Content-Security-Policy', () => {
  it('lets the page reach its tenants, by HTTP and WebSocket, and no other host', () => {
    const policy = contentSecurityPolicy(['https://a.example', 'http://localhost:8181']);
    assert.deepEqual(policy['connect-src'], [
      "'self'",
      'https://a.example',
      'http://localhost:8181',
      'wss://a.example',
      'ws://localhost:8181',
    ]);
    assert.deepEqual(policy['script-src'], ["'self'", 'https://a.example', 'http://localhost:8181']);
  });

  it('never allows inline scripts or eval', () => {
    for (const origins of [[], ['https://tenant.eu.qlikcloud.com']]) {
      const scripts = contentSecurityPolicy(origins)['script-src'] ?? [];
      assert.ok(scripts.length > 0);
      assert.ok(
        !scripts.some((source) => source.includes('unsafe') || source === '*' || source === 'https:'),
      );
    }
  });

  it("adds Qlik's content network for tenants of Qlik Cloud only, and is not fooled by a look-alike", () => {
    const cdn = 'https://cdn.qlikcloud.com';
    assert.ok(contentSecurityPolicy(['https://tenant.eu.qlikcloud.com'])['script-src']?.includes(cdn));
    assert.ok(!contentSecurityPolicy(['https://qlikcloud.com.evil.example'])['script-src']?.includes(cdn));
    assert.ok(!contentSecurityPolicy(['https://evilqlikcloud.com'])['script-src']?.includes(cdn));
  });

  it("lets frames show the tenants, and the application's own callback page of a sign-in without the user", () => {
    assert.deepEqual(contentSecurityPolicy(['https://a.example'])['frame-src'], [
      "'self'",
      'https://a.example',
    ]);
    assert.deepEqual(contentSecurityPolicy([])['frame-src'], ["'none'"]);
  });

  it('is written as one header value', () => {
    assert.equal(
      formatPolicy({ 'default-src': ["'none'"], 'img-src': ["'self'", 'data:'] }),
      "default-src 'none'; img-src 'self' data:",
    );
  });
});
