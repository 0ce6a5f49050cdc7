import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { anyCharacter } from '../../../tests/support/any-character.ts';
import { startTestTenant, tokenFor } from './testing/test-tenant.ts';

const { tenant } = await startTestTenant(
  {
    after: (close) => {
      after(close);
    },
  },
  { rateLimits: { tier1: 1e9, tier2: 1e9 } },
);
const token = await tokenFor(tenant, 'ada');
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 300);

const names = [
  ...[
    'limit',
    'next',
    'prev',
    'sort',
    'name',
    'type',
    'roles',
    'action',
    'ownerId',
    'filter',
    'fields',
    'resourceType',
  ],
  ...[
    'resourceId',
    'resourceIds',
    'spaceId',
    'spaceType',
    'noActions',
    'query',
    'client_id',
    'redirect_uri',
    'scope',
  ],
  ...[
    'state',
    'prompt',
    'max_age',
    'response_type',
    'returnto',
    'qlik-web-integration-id',
    'code_challenge',
    'code_challenge_method',
    '__proto__',
    'constructor',
  ],
];
const value = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 40 }).map((text) => encodeURIComponent(text)),
  fc.constantFrom(
    '%',
    '%zz',
    '%00',
    '+name',
    '-1',
    '1e3',
    'sandbox-spa',
    'http://localhost:4200/',
    'app[',
    'W10',
    'user_default',
    'code',
    '..',
  ),
);
const query = fc
  .array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 6 })
  .map((pairs) => pairs.map(([name, text]) => `${name}=${text}`).join('&'));

test('no query makes the tenant fail, and every refusal has a reason', async () => {
  const paths = [
    '/api/v1/spaces',
    '/api/v1/items',
    '/api/v1/users',
    '/oauth/authorize',
    '/login',
    '/oauth/consent',
  ];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), query, async (path, text) => {
      const answer = await tenant.app.inject({
        url: `${path}?${text}`,
        headers: { authorization: `Bearer ${token}` },
      });
      assert.ok(answer.statusCode < 500, `${answer.statusCode} ${answer.body}`);
      if (answer.statusCode >= 400 && path.startsWith('/api/')) {
        assert.ok(Array.isArray(answer.json().errors));
      }
    }),
    { numRuns: RUNS },
  );
});

test('no body makes the tenant fail', async () => {
  const grants = [
    'authorization_code',
    'refresh_token',
    'client_credentials',
    'urn:qlik:oauth:user-impersonation',
    'urn:ietf:params:oauth:grant-type:token-exchange',
    'urn:qlik:oauth:anonymous-embed',
  ];
  const known = fc.record(
    {
      grant_type: fc.constantFrom(...grants),
      client_id: fc.constantFrom('sandbox-web', 'sandbox-spa', 'sandbox-anonymous', '__proto__'),
      client_secret: fc.constantFrom('sandbox-web-secret', ''),
      user_lookup: fc.jsonValue(),
      code: fc.jsonValue(),
      refresh_token: fc.jsonValue(),
      subject_token: fc.oneof(fc.constant(token), fc.jsonValue()),
      purpose: fc.constantFrom('websocket', 'x'),
      eac: fc.constantFrom('sandbox-movies', ''),
      tracking_code: fc.jsonValue(),
      description: fc.jsonValue(),
      expiry: fc.jsonValue(),
      scope: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const targets = fc.constantFrom(
    ['POST', '/oauth/token'] as const,
    ['POST', '/oauth/revoke'] as const,
    ['POST', '/login'] as const,
    ['POST', '/login/jwt-session'] as const,
    ['POST', '/oauth/token/anonymous-embed'] as const,
    ['POST', '/api/v1/api-keys'] as const,
    ['POST', '/oauth/consent'] as const,
    ['POST', '/api/v1/spaces'] as const,
    ['PATCH', `/api/v1/spaces/${'0'.repeat(24)}`] as const,
  );
  await fc.assert(
    fc.asyncProperty(targets, fc.oneof(known, fc.jsonValue()), async ([method, url], body) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await tenant.app.inject({ method, url, headers, payload: JSON.stringify(body) });
      assert.ok(answer.statusCode < 500, `${answer.statusCode} ${answer.body}`);
    }),
    { numRuns: RUNS },
  );
});

test('no JWT makes the tenant fail, and none of these gets a session', async () => {
  const part = fc.oneof(
    fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
    fc
      .record(
        { alg: fc.jsonValue(), kid: fc.jsonValue(), iss: fc.jsonValue(), crit: fc.jsonValue() },
        { requiredKeys: [] },
      )
      .map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
    fc.stringMatching(/^[A-Za-z0-9_-]{0,30}$/),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 5 }), async (parts) => {
      const answer = await tenant.app.inject({
        method: 'POST',
        url: '/login/jwt-session',
        headers: { authorization: `Bearer ${parts.join('.')}` },
      });
      assert.ok(
        answer.statusCode === 400 || answer.statusCode === 401,
        `${answer.statusCode} ${answer.body}`,
      );
      assert.equal(answer.headers['set-cookie'], undefined);
    }),
    { numRuns: RUNS },
  );
});
