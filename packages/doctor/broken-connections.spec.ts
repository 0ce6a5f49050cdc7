import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { toMarkdown } from 'ngx-qlik/checks';
import { AUTH_RULES } from 'ngx-qlik/connection-rules';
import { anyCharacter } from '../../tests/support/any-character.ts';
import { readOptions, UsageError } from './command-line.ts';
import { readConnections } from './connections-file.ts';
import { runDoctor } from './run-doctor.ts';
import { readCredential } from './given-credential.ts';

const GOOD = {
  id: 'acme',
  label: 'Acme',
  platform: 'cloud',
  host: 'https://acme.invalid',
  auth: { type: 'none' },
};
const CRASH = /check itself went wrong/i;
const without = (field: string) =>
  Object.fromEntries(Object.entries(GOOD).filter(([name]) => name !== field));

const TEXTS = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'https://',
    'http://[',
    '//x',
    '/',
    '/qlik/a',
    'https://a.invalid',
    'ws://a',
    '\ud800',
  ),
  fc.webUrl({ withFragments: true, withQueryParameters: true }).map((url) => url.replace(/^https?/, 'ftp')),
  fc.string({ unit: anyCharacter }),
);
const VALUES = fc.oneof(TEXTS, fc.jsonValue(), fc.constant(undefined));
const INVALID_VALUES = TEXTS.filter((text) => text.trim() !== '');
const TYPES = Object.keys(AUTH_RULES);
const mostly = (...good: readonly unknown[]) =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: VALUES });
/** Types without fields, types with one field of any value, and any value in every field. */
const AUTH = fc.oneof(
  fc.constantFrom(...TYPES).map((type) => ({ type })),
  INVALID_VALUES.map((webIntegrationId) => ({ type: 'cookie', webIntegrationId })),
  INVALID_VALUES.map((reference) => ({ type: 'reference', reference })),
  fc
    .tuple(INVALID_VALUES, INVALID_VALUES)
    .map(([clientId, redirectUri]) => ({ type: 'oauth2', clientId, redirectUri })),
  INVALID_VALUES.map((backend) => ({ type: 'ticket', backend })),
  VALUES,
  fc.record(
    {
      type: fc.oneof(fc.constantFrom(...TYPES), TEXTS),
      ...{ clientId: VALUES, redirectUri: VALUES, webIntegrationId: VALUES, backend: VALUES, scope: VALUES },
      ...{ reference: VALUES, accessCode: VALUES, clientSecret: VALUES, interaction: VALUES },
    },
    { requiredKeys: ['type'] },
  ),
);
/** Hosts that may be called are unreachable. */
const CONNECTIONS = fc.record(
  {
    id: mostly('acme', 'other', 'third', 'fourth'),
    label: mostly('Acme', 'A\u001b[31m', '# A'),
    platform: mostly('cloud', 'client-managed'),
    host: mostly('http://127.0.0.1:9', 'http://[::1]:9/portal/', '/qlik/acme'),
    auth: AUTH,
    runtime: fc.oneof(
      fc.constantFrom(undefined, { bundled: true }),
      TEXTS.map((url) => ({ url })),
      VALUES,
    ),
    extra: mostly(undefined),
  },
  { requiredKeys: ['id', 'label', 'platform', 'host', 'auth'] },
);

describe('the connection doctor, of connections that cannot be used', () => {
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'doctor-broken-'));
    file = join(folder, 'connections.json');
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Runs everything that the command line runs, in this process. */
  const reportsOf = async (content: string | Buffer, ...args: readonly string[]) => {
    writeFileSync(file, content);
    const options = readOptions(['--connections', file, '--time-limit', '1', ...args]);
    const { chosen, known } = readConnections(options);
    const settings = { options, known, credential: undefined, ca: undefined };
    return Promise.all(chosen.map((each) => runDoctor(each, settings)));
  };
  const configurationOf = async (connection: unknown, ...args: readonly string[]) => {
    const [report] = await reportsOf(JSON.stringify([connection]), ...args);
    assert.ok(report);
    assert.doesNotMatch(toMarkdown(report) + JSON.stringify(report), CRASH);
    const check = report.checks.find(({ id }) => id === 'configuration');
    assert.ok(check);
    return { ...check, firstCause: report.firstCause, text: toMarkdown(report) };
  };

  for (const [what, field, changes] of [
    ['a bare host', 'host', { host: 'your-tenant.eu.qlikcloud.com' }],
    ['a bare host with a port', 'host', { host: 'localhost:59999' }],
    ['a bare address', 'host', { host: '10.0.0.1' }],
    ['half an address', 'host', { host: 'https://' }],
    ['ws:', 'host', { host: 'ws://localhost:59999' }],
    ['wss:', 'host', { host: 'wss://acme.invalid' }],
    ['ftp:', 'host', { host: 'ftp://acme.invalid' }],
    ['file:', 'host', { host: 'file:///etc/hosts' }],
    ['a script', 'host', { host: 'javascript:alert(1)' }],
    ['http elsewhere', 'host', { host: 'http://acme.invalid' }],
    ['a query', 'host', { host: 'https://acme.invalid/?a=b' }],
    ['a fragment', 'host', { host: 'https://acme.invalid/#a' }],
    ['a user', 'host', { host: 'https://ada@acme.invalid' }],
    ['a number', 'host', { host: 7 }],
    ['a list', 'host', { host: ['https://acme.invalid'] }],
    ...[
      ...['/sense/app/1234', '/sense/app/1234/sheet/5/state/analysis', '/sense', '/analytics/home', '/hub'],
      ...['/hub/my/work', '/vp/hub', '/vp/sense/app/1234', '/analytics', '/insights', '/SENSE/APP/1', '/qmc'],
      ...['/console/oauth', '/single', '/a/b/sense/app/1'],
    ].map((path) => [`the page ${path}`, 'host', { host: `https://acme.eu.qlikcloud.com${path}` }] as const),
    ...['/vp/hub/', '/sense/app/1', '/analytics/home', '/hub', '/qmc', '/single', '/a/b/sense/app/1'].map(
      (path) =>
        [
          `the page ${path} of a server`,
          'host',
          { platform: 'client-managed', host: `https://acme.invalid${path}`, auth: { type: 'windows' } },
        ] as const,
    ),
    ['an unknown platform', 'platform', { platform: 'qlik' }],
    ['an unknown auth type', 'auth.type', { auth: { type: 'kerberos' } }],
    ['an auth type that is no text', 'auth.type', { auth: { type: 7 } }],
    ['an auth type of every object', 'auth.type', { auth: { type: 'constructor' } }],
    ['auth that is a text', 'auth', { auth: 'none' }],
    ['a typing error', 'auth.clientld', { auth: { type: 'oauth2', clientId: 'c', clientld: 'c' } }],
    ['a missing client id', 'auth.clientId', { auth: { type: 'oauth2' } }],
    [
      'a header with a line break',
      'auth.webIntegrationId',
      { auth: { type: 'cookie', webIntegrationId: 'a\nb' } },
    ],
    [
      'a script to come back to',
      'auth.redirectUri',
      { auth: { type: 'oauth2', clientId: 'c', redirectUri: 'data:,' } },
    ],
    ['a tenant for the backend', 'host', { auth: { type: 'm2m' } }],
    ['a wrong id', 'id', { id: 'a b' }],
    ['a wrong runtime', 'runtime.url', { runtime: { url: 'cdn' } }],
  ] as const) {
    it(`fail for ${what}, naming ${field}`, async () => {
      const { status, cause, firstCause, causeId } = await configurationOf({ ...GOOD, ...changes });
      assert.deepEqual(
        [status, causeId, firstCause?.id],
        ['failed', 'configuration-unusable', 'configuration'],
      );
      assert.ok(cause?.includes(`"${field}"`), cause);
    });
  }

  it('fail for a misspelled field, and name the one that is meant', async () => {
    const { cause } = await configurationOf({ ...GOOD, auth: { type: 'oauth2', clientID: 'c' } });
    assert.match(cause ?? '', /"auth\.clientId" is missing.*"auth\.clientID".*did you mean "clientId"\?/);
  });

  for (const field of ['id', 'label', 'platform', 'host', 'auth']) {
    it(`fail for a missing ${field}, and run no further check`, async () => {
      const { status, cause } = await configurationOf(without(field));
      assert.equal(status, 'failed');
      assert.match(cause ?? '', new RegExp(`"${field}" is missing`));
    });
  }

  for (const [field, changes] of [
    ['auth.clientSecret', { auth: { type: 'oauth2', clientId: 'c', clientSecret: 'hidden-hidden' } }],
    ['auth.apiKey', { auth: { type: 'apikey', apiKey: 'hidden-hidden' } }],
    ['label', { label: '-----BEGIN PRIVATE KEY-----\nhidden-hidden\n-----END PRIVATE KEY-----' }],
    ['id', { id: 'eyJhbGciOiJSUzI1NiJ9.hidden-hidden.hidden-hidden' }],
    ['auth.type', { auth: { type: 'Bearer hidden-hidden' } }],
    ['host', { host: 'https://ada:hidden-hidden@acme.invalid' }],
    ['host', { host: 'https://acme.invalid/?access_token=hidden-hidden' }],
    ['host', { host: 'https:ada:hidden-hidden@acme.invalid#hidden-hidden' }],
  ] as const) {
    it(`name ${field} with a secret in it, and do not repeat it`, async () => {
      const { status, cause, text } = await configurationOf({ ...GOOD, ...changes });
      assert.equal(status, 'failed');
      assert.ok(cause?.includes(`"${field}"`), cause);
      assert.doesNotMatch(text, /hidden-hidden/);
    });
  }

  it('name an id that is used twice, in both', async () => {
    const reports = await reportsOf(JSON.stringify([{ ...GOOD, host: 'x' }, GOOD]));
    assert.deepEqual(
      reports.map(({ firstCause }) => /"id" is used twice/.test(firstCause?.cause ?? '')),
      [true, true],
    );
  });

  it('pass what the application accepts', async () => {
    const server = { ...GOOD, platform: 'client-managed' };
    for (const [connection, ...args] of [
      [GOOD],
      [{ ...GOOD, host: 'https://acme.invalid/proxied/tenant/' }],
      [{ ...server, host: 'https://acme.invalid/portal', auth: { type: 'windows' } }],
      [{ ...server, host: 'https://acme.invalid/analytics', auth: { type: 'windows' } }],
      [{ ...GOOD, host: '/qlik/acme', auth: { type: 'm2m' } }, '--site', 'https://app.invalid/'],
      [{ ...GOOD, host: '/qlik/hub', auth: { type: 'm2m' } }, '--site', 'https://app.invalid'],
      [{ ...GOOD, host: 'https://app.invalid/qlik/acme', auth: { type: 'm2m' } }],
      [
        { ...GOOD, host: '/qlik/acme', auth: { type: 'apikey' } },
        ...['--connection', 'acme', '--host', 'https://tenant.invalid'],
      ],
      [
        { ...GOOD, auth: { type: 'oauth2', clientId: 'c', redirectUri: '/back' } },
        '--site',
        'https://app.invalid',
      ],
    ] as const) {
      const { status, cause } = await configurationOf(connection, ...args);
      assert.equal(status, 'passed', `${JSON.stringify(connection)}: ${cause ?? ''}`);
    }
  });

  it('report a redirect to another origin in any notation', async () => {
    const auth = { type: 'oauth2', clientId: 'c', redirectUri: '//other.invalid/back' };
    const { causeId } = await configurationOf({ ...GOOD, auth }, '--site', 'https://app.invalid');
    assert.equal(causeId, 'redirect-elsewhere');
  });

  it('ask for the application’s origin when the host is a path', async () => {
    const { status, remedy } = await configurationOf({ ...GOOD, host: '/qlik/acme', auth: { type: 'm2m' } });
    assert.equal(status, 'failed');
    assert.match(remedy ?? '', /--site/);
  });

  for (const encoding of ['utf8', 'utf16le'] as const) {
    it(`read a file with a byte order mark (${encoding})`, async () => {
      const [report] = await reportsOf(
        Buffer.from(`\uFEFF${JSON.stringify([{ ...GOOD, host: 'x' }])}`, encoding),
      );
      assert.equal(report?.connection.host, 'x');
    });
  }

  it('report problems of the file and of the command line', async () => {
    for (const [content, ...args] of [
      ['{'],
      ['{}'],
      ['7'],
      ['null'],
      ['{"connections": {}}'],
      ['[]'],
      [JSON.stringify([GOOD]), '--host', 'http://['],
      [JSON.stringify([GOOD]), '--site', 'https://%'],
      [JSON.stringify([GOOD]), '--time-limit', '0'],
    ] as const) {
      await assert.rejects(reportsOf(content, ...args), UsageError);
    }
    const options = readOptions([]);
    for (const value of ['kéy', 'a\u0000b', 'a\u2028b']) {
      assert.throws(() => readCredential(options, { NGX_QLIK_API_KEY: value }), UsageError);
    }
  });

  it('complete with a report for any content, without a crash', { timeout: 120_000 }, async () => {
    let usable = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 9, arbitrary: CONNECTIONS }, VALUES), { minLength: 1, maxLength: 3 }),
        fc.constantFrom([], ['--site', 'https://app.invalid']),
        async (list, args) => {
          const reports = await reportsOf(JSON.stringify(list), ...args);
          assert.equal(reports.length, list.length);
          for (const report of reports) {
            const text = toMarkdown(report);
            assert.doesNotMatch(text + JSON.stringify(report), CRASH);
            assert.ok(report.checks.every(({ status }) => status !== 'waiting' && status !== 'running'));
            assert.ok(report.milliseconds < 20_000);
            const isUsable = report.checks.some(
              (each) => each.id === 'configuration' && each.status !== 'failed',
            );
            usable += isUsable ? 1 : 0;
          }
        },
      ),
      { numRuns: 300 },
    );
    assert.ok(usable > 10, `${usable} connections had checks after the configuration check`);
  });

  it('accept a deeply nested file', async () => {
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    const [report] = await reportsOf(`[{"id":"acme","auth":${deep}}]`);
    assert.equal(report?.firstCause?.id, 'configuration');
  });
});
