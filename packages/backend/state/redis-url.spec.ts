import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SettingsError } from '../settings-error.ts';
import { readRedisUrl, redisPasswords } from './redis-url.ts';

describe('REDIS_URL', () => {
  for (const [written, expected] of [
    ['redis://localhost', { kind: 'single', isTls: false, addresses: [['localhost', 6379]], database: 0 }],
    [
      'rediss://:pw@r.example:6380/2',
      { isTls: true, addresses: [['r.example', 6380]], password: 'pw', database: 2 },
    ],
    [
      'redis://user:p%40%2F%3A@[::1]:7000',
      { addresses: [['::1', 7000]], username: 'user', password: 'p@/:' },
    ],
    ['redis://user:a:b@h', { username: 'user', password: 'a:b' }],
    [
      'redis-sentinel://u:p@a,b:26380/main?db=3&sentinelPassword=s%26p&sentinelUsername=su',
      {
        kind: 'sentinel',
        addresses: [
          ['a', 26379],
          ['b', 26380],
        ],
        username: 'u',
        password: 'p',
        masterName: 'main',
        database: 3,
        sentinel: { username: 'su', password: 's&p' },
      },
    ],
    ['rediss-sentinel://a/main', { kind: 'sentinel', isTls: true, masterName: 'main', sentinel: {} }],
    [
      'redis-cluster://a,b:7001,[::2]:7002',
      {
        kind: 'cluster',
        addresses: [
          ['a', 6379],
          ['b', 7001],
          ['::2', 7002],
        ],
      },
    ],
    ['rediss-cluster://:p@a', { kind: 'cluster', isTls: true, password: 'p' }],
  ] as const) {
    it(`reads ${written}`, () => {
      const target = readRedisUrl(written);
      const addresses = target.addresses.map(({ host, port }) => [host, port]);
      const actual: Record<string, unknown> = { ...target, addresses };
      for (const [name, value] of Object.entries(expected)) assert.deepEqual(actual[name], value, name);
    });
  }

  for (const written of [
    'http://secret-host',
    'secret-host:6379',
    'redis:secret-host',
    'redis://',
    'redis://:secret@',
    'redis://secret@secret-host',
    'redis://:secret#1@secret-host',
    'redis://:sec/ret@secret-host',
    'redis://:secret%@secret-host',
    'redis://:secret%ff@secret-host',
    'redis://secret-a,secret-b',
    'redis://secret-host:0',
    'redis://secret-host:65536',
    'redis://secret-host:secret',
    'redis://[secret]:1',
    'redis://secret host',
    'redis://secret-host/secret',
    'redis://secret-host/-1',
    'redis://secret-host?secret=1',
    'redis-sentinel://secret-a,secret-b',
    'redis-sentinel://secret-a/',
    'redis-sentinel://secret-a/main/secret',
    'redis-sentinel://secret-a/main?secret=secret',
    'redis-sentinel://secret-a/main?db=secret',
    'redis-sentinel://secret-a,/main',
    'redis-cluster://secret-a/1',
    'redis-cluster://secret-a,,secret-b',
    'rediss-secret://secret-a',
  ]) {
    it(`refuses ${written} without repeating it`, () => {
      assert.throws(
        () => readRedisUrl(written),
        (error: unknown) =>
          error instanceof SettingsError &&
          /^REDIS_URL /.test(error.message) &&
          !error.message.includes('secret'),
      );
    });
  }

  it('keeps every password, and passes each of its spellings to the redaction', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
        fc.constantFrom(
          (password: string) => `redis://user:${password}@h`,
          (password: string) => `rediss://:${password}@h:1/2`,
          (password: string) => `redis-cluster://:${password}@h,i`,
          (password: string) => `redis-sentinel://:${password}@h,i/main`,
          (password: string) => `redis-sentinel://h,i/main?db=1&sentinelPassword=${password}`,
        ),
        (password, write) => {
          const written = encodeURIComponent(password);
          const target = readRedisUrl(write(written));
          assert.equal(target.password ?? target.sentinel?.password, password);
          const passwords = redisPasswords(write(written));
          assert.ok(passwords.includes(password) && passwords.includes(written));
        },
      ),
    );
  });

  it('never quotes what it refuses', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('redis', 'rediss', 'redis-sentinel', 'rediss-cluster'),
        fc.string({ minLength: 8, maxLength: 60 }),
        (scheme, rest) => {
          try {
            readRedisUrl(`${scheme}://${rest}`);
          } catch (error) {
            assert.ok(error instanceof SettingsError, String(error));
            assert.ok(!error.message.includes(rest));
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
