import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SECRET_MARK, SecretSearch } from './secret-search.ts';

describe('the search for secrets', () => {
  const secret = 'a"b\\c/d+e f%g?ü-0123456789';
  const search = new SecretSearch();
  search.add('key', secret);
  search.addValue('cookie', 'abcdefghijklmnop.qrst-uv_w');

  const forms: Readonly<Record<string, (text: string) => string>> = {
    plain: (text) => text,
    json: (text) => JSON.stringify({ text }),
    'json in json': (text) => JSON.stringify(JSON.stringify({ text })),
    'percent-encoded': (text) => `?q=${encodeURIComponent(text)}`,
    form: (text) => new URLSearchParams({ text }).toString(),
    base64: (text) => Buffer.from(text).toString('base64'),
    'basic authentication': (text) => Buffer.from(`client:${text}`).toString('base64'),
    'base64 with one byte before': (text) => Buffer.from(`a${text}bc`).toString('base64'),
    'base64 with two bytes before': (text) => Buffer.from(`ab${text}c`).toString('base64url'),
    hexadecimal: (text) => Buffer.from(text).toString('hex'),
  };
  for (const [name, form] of Object.entries(forms)) {
    it(`finds each: ${name}`, () => {
      assert.equal(search.find(form(secret))?.secret, 'key');
      assert.ok(search.find(form(`token-${SECRET_MARK}-17`)) !== undefined);
      assert.equal(search.find(form('nothing to find, a"b\\c/d')), undefined);
    });
  }

  it('finds credentials of users in the log only', () => {
    for (const line of ['{"cookie":"x=abcdefghijklmnop.qrst-uv_w"}', 'abcdefghijklmnop%2Eqrst-uv_w']) {
      assert.equal(search.findInLog(line)?.secret, 'cookie');
      assert.equal(search.find(line), undefined);
    }
    assert.equal(search.findInLog('{"cookie":"x=abcdefghijklmnop1.qrst"}'), undefined);
  });
});
