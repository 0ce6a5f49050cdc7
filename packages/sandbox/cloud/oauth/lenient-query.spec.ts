import assert from 'node:assert/strict';
import test from 'node:test';
import { parseAuthorizationQuery } from './lenient-query.ts';

function read(query: string): Record<string, string> {
  return Object.fromEntries(parseAuthorizationQuery(query).parameters);
}

test('reads an encoded query', () => {
  assert.deepEqual(
    read('redirect_uri=http%3A%2F%2Flocalhost%3A4200%2F%3Fa%3D1%26b%3D2&scope=a+b&state=x%20y'),
    {
      redirect_uri: 'http://localhost:4200/?a=1&b=2',
      scope: 'a b',
      state: 'x y',
    },
  );
});

test('keeps an unencoded redirect address with its own query', () => {
  assert.deepEqual(
    read('client_id=c&redirect_uri=http://localhost:4200/cb?a=1&b=2+3&c=%20&response_type=code&state=s'),
    {
      client_id: 'c',
      redirect_uri: 'http://localhost:4200/cb?a=1&b=2+3&c=%20',
      response_type: 'code',
      state: 's',
    },
  );
});

test('keeps a broken escape', () => {
  assert.deepEqual(read('state=50%&scope=%zz'), { state: '50%', scope: '%zz' });
});

test('returns the parameters that came twice', () => {
  assert.deepEqual(parseAuthorizationQuery('state=a&scope=b&state=c').repeated, ['state']);
});
