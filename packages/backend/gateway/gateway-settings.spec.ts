import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SettingsError } from '../settings-error.ts';
import { readGatewaySettings } from './gateway-settings.ts';

describe('the settings of the gateway', () => {
  let folder: string;
  let base: Record<string, string>;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'settings-'));
    const file = join(folder, 'secrets.json');
    writeFileSync(file, '{}');
    writeFileSync(join(folder, 'session'), `${'s'.repeat(40)}\n`);
    base = { QLIK_BACKEND_CONFIG: file, DEMO_USERS: 'true' };
  });
  after(() => rmSync(folder, { recursive: true }));
  const openid = { DEMO_USERS: '', OIDC_ISSUER: 'https://id.example', OIDC_CLIENT_ID: 'app' };

  it('are none without a secrets file, with any other settings', () => {
    assert.equal(readGatewaySettings({ DEMO_USERS: 'true' }, 'localhost'), undefined);
  });

  it('let demo users in on this machine', () => {
    const settings = readGatewaySettings(base, 'localhost');
    assert.equal(settings?.signIn, 'demo');
    assert.ok(settings.sessionSecrets.length === 1 && (settings.sessionSecrets[0] ?? '').length >= 32);
    assert.equal(settings.publicOrigin, undefined);
  });

  it('read an identity provider, with secrets from files', () => {
    const settings = readGatewaySettings(
      {
        ...base,
        ...openid,
        PUBLIC_URL: 'https://app.example/',
        SESSION_SECRET_FILE: join(folder, 'session'),
      },
      '0.0.0.0',
    );
    assert.equal(settings?.publicOrigin, 'https://app.example');
    assert.deepEqual(settings.sessionSecrets, ['s'.repeat(40)]);
    assert.ok(settings.signIn !== 'demo' && 'issuer' in settings.signIn);
    assert.equal(settings.signIn.userClaim, 'sub');
    assert.deepEqual([settings.signIn.isEmailTrusted, settings.signIn.groupsClaim], [false, 'groups']);
    assert.deepEqual([settings.sessionMaxMs, settings.operatorToken], [12 * 3_600_000, undefined]);
  });

  it('read an operator’s token from a file, the longest life of a session and what a provider sends', () => {
    const settings = readGatewaySettings(
      {
        ...{ ...base, ...openid, OIDC_TRUST_EMAIL: 'true', OIDC_GROUPS_CLAIM: 'roles' },
        ...{ SESSION_MAX_HOURS: '720', OPERATOR_TOKEN_FILE: join(folder, 'session') },
      },
      'localhost',
    );
    assert.ok(settings !== undefined && settings.signIn !== 'demo' && 'issuer' in settings.signIn);
    assert.deepEqual([settings.signIn.isEmailTrusted, settings.signIn.groupsClaim], [true, 'roles']);
    assert.deepEqual([settings.sessionMaxMs, settings.operatorToken], [720 * 3_600_000, 's'.repeat(40)]);
  });

  for (const [what, written] of [
    ['commas', `${'a'.repeat(32)},${'b'.repeat(32)}`],
    ['commas with spaces', ` ${'a'.repeat(32)} , ${'b'.repeat(32)} ,`],
    ['line breaks', `${'a'.repeat(32)}\n${'b'.repeat(32)}\n`],
    ['line breaks of Windows', `${'a'.repeat(32)}\r\n${'b'.repeat(32)}\r\n`],
  ] as const) {
    it(`read several session secrets separated by ${what}, from the variable and from a file`, () => {
      const file = join(folder, 'session-secrets');
      writeFileSync(file, written);
      for (const environment of [{ SESSION_SECRET: written }, { SESSION_SECRET_FILE: file }]) {
        const settings = readGatewaySettings({ ...base, ...environment }, 'localhost');
        assert.deepEqual(settings?.sessionSecrets, ['a'.repeat(32), 'b'.repeat(32)]);
      }
    });
  }

  for (const [what, host, environment, message] of [
    ['demo users on all interfaces', '0.0.0.0', { PUBLIC_URL: 'http://localhost:3000' }, /DEMO_USERS/],
    ['demo users at a public address', 'localhost', { PUBLIC_URL: 'https://app.example' }, /DEMO_USERS/],
    [
      'demo users beside an identity provider',
      'localhost',
      { OIDC_ISSUER: 'https://id.example' },
      /not both/,
    ],
    ['no users at all', 'localhost', { DEMO_USERS: '' }, /OIDC_ISSUER/],
    ['DEMO_USERS=yes', 'localhost', { DEMO_USERS: 'yes' }, /true or false/],
    ['a public server without PUBLIC_URL', '0.0.0.0', openid, /PUBLIC_URL/],
    ['a PUBLIC_URL with a path', 'localhost', { PUBLIC_URL: 'http://localhost/x' }, /PUBLIC_URL.*BASE_PATH/],
    ['a PUBLIC_URL without TLS', 'localhost', { ...openid, PUBLIC_URL: 'http://app.example' }, /PUBLIC_URL/],
    [
      'an identity provider without TLS',
      'localhost',
      { ...openid, OIDC_ISSUER: 'http://id.example' },
      /OIDC_ISSUER/,
    ],
    ['a short session secret', 'localhost', { SESSION_SECRET: 'short' }, /SESSION_SECRET/],
    [
      'a short one among session secrets',
      'localhost',
      { SESSION_SECRET: `${'a'.repeat(32)},short` },
      /SESSION_SECRET/,
    ],
    ['session secrets that are none', 'localhost', { SESSION_SECRET: ' , ,' }, /SESSION_SECRET/],
    ['no number of upgrades', 'localhost', { UPGRADES_PER_MINUTE: '0' }, /UPGRADES_PER_MINUTE/],
    [
      'a Redis that is none',
      'localhost',
      { REDIS_URL: 'http://localhost', SESSION_SECRET: 's'.repeat(32) },
      /REDIS_URL/,
    ],
    [
      'an authority for a Redis without TLS',
      'localhost',
      { REDIS_URL: 'redis://localhost', REDIS_CA_FILE: '/nowhere', SESSION_SECRET: 's'.repeat(32) },
      /REDIS_CA_FILE/,
    ],
    [
      'an authority that is gone',
      'localhost',
      { REDIS_URL: 'rediss://localhost', REDIS_CA_FILE: '/nowhere', SESSION_SECRET: 's'.repeat(32) },
      /REDIS_CA_FILE/,
    ],
    [
      'an authority that is no certificate',
      'localhost',
      { REDIS_URL: 'rediss://localhost', REDIS_CA_FILE: '/dev/null', SESSION_SECRET: 's'.repeat(32) },
      /REDIS_CA_FILE/,
    ],
    [
      'Redis without a common session secret',
      'localhost',
      { REDIS_URL: 'redis://localhost' },
      /SESSION_SECRET/,
    ],
    ['a secret file that is gone', 'localhost', { SESSION_SECRET_FILE: '/nowhere' }, /SESSION_SECRET_FILE/],
    ['OIDC_TRUST_EMAIL=yes', 'localhost', { ...openid, OIDC_TRUST_EMAIL: 'yes' }, /OIDC_TRUST_EMAIL/],
    ['an absolute life of no hours', 'localhost', { SESSION_MAX_HOURS: '0' }, /SESSION_MAX_HOURS/],
    ['an absolute life of more than 30 days', 'localhost', { SESSION_MAX_HOURS: '721' }, /SESSION_MAX_HOURS/],
    ['a short operator token', 'localhost', { OPERATOR_TOKEN: 'x'.repeat(31) }, /OPERATOR_TOKEN/],
    ['an operator token with spaces', 'localhost', { OPERATOR_TOKEN: 'x '.repeat(32) }, /OPERATOR_TOKEN/],
    ['hours that are none', 'localhost', { SESSION_HOURS: '-1' }, /SESSION_HOURS/],
    ['a header of users without its proxy', 'localhost', { USER_HEADER: 'X-User' }, /TRUST_PROXY/],
    ['a header that is none', 'localhost', { USER_HEADER: 'X User', TRUST_PROXY: 'loopback' }, /USER_HEADER/],
    ['JWTs without an audience', 'localhost', { USER_JWT_ISSUER: 'https://a' }, /USER_JWT_AUDIENCE/],
    [
      'JWTs without keys',
      'localhost',
      { USER_JWT_ISSUER: 'https://a', USER_JWT_AUDIENCE: 'b' },
      /USER_JWT_KEYS/,
    ],
    [
      'keys that are gone',
      'localhost',
      { USER_JWT_ISSUER: 'https://a', USER_JWT_AUDIENCE: 'b', USER_JWT_KEYS: '/nowhere' },
      /USER_JWT_KEYS: \/nowhere/,
    ],
    [
      'two ways to know users',
      'localhost',
      { ...openid, USER_HEADER: 'X-User', TRUST_PROXY: 'loopback' },
      /one of them/,
    ],
    [
      'a sign-in on another site',
      'localhost',
      { USER_HEADER: 'X-User', TRUST_PROXY: 'loopback', SIGN_IN_PATH: '//evil.example' },
      /SIGN_IN_PATH/,
    ],
    ['a secrets file that is gone', 'localhost', { QLIK_BACKEND_CONFIG: '/nowhere' }, /QLIK_BACKEND_CONFIG/],
  ] as const) {
    it(`refuse ${what}, naming the variable`, () => {
      assert.throws(
        () => readGatewaySettings({ ...base, ...environment }, host),
        (error: unknown) => error instanceof SettingsError && message.test(error.message),
      );
    });
  }
});
