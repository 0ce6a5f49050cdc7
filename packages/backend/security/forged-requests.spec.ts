import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import {
  anyBody,
  anyConnection,
  anyContentType,
  anyCredential,
  anySegment,
  CREDENTIALS,
  foreignHeaders,
  forgedCookie,
  misleadingHeaders,
} from '../testing/hostile-parts.ts';
import { TestBrowser } from '../testing/test-browser.ts';

/** 2,000 in each test run; the nightly form sets FORGED_REQUESTS=100000. */
const RUNS = Number(process.env['FORGED_REQUESTS'] ?? 2_000);
const BODY_LIMIT = 64 * 1024;

/** A request with at least one part that must be refused. */
interface Forged {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

describe('forged, malformed and oversize requests', () => {
  let tenant: FakeTenant;
  let backend: TestBackend;
  let ada: TestBrowser;
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });

  before(async () => {
    tenant = await startFakeTenant();
    const client = { host: tenant.origin, clientId: 'client', clientSecret: SECRETS.client };
    backend = await startTestBackend({
      connections: {
        impersonated: { ...client, type: 'oauth2-impersonation' },
        web: { ...client, type: 'oauth2-web', allow: 'all' },
        machine: { ...client, type: 'm2m', audience: 'everyone-signed-in', allow: 'all' },
        key: {
          type: 'apikey',
          host: tenant.origin,
          apiKey: SECRETS.apiKey,
          audience: 'everyone-signed-in',
          allow: 'all',
        },
        restricted: { type: 'apikey', host: tenant.origin, apiKey: SECRETS.apiKey, onlyUsers: ['grace'] },
      },
      settings: { requestsPerMinute: 1_000_000 },
    });
    ada = await new TestBrowser(backend.origin).signIn('ada');
  });
  after(async () => {
    agent.destroy();
    await backend.close();
    await tenant.close();
  });

  const send = ({ method, path, headers, body }: Forged): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const hasBody = method !== 'GET' && method !== 'HEAD';
      const length = hasBody ? { 'content-length': String(Buffer.byteLength(body)) } : {};
      const sent = request(
        backend.origin,
        { agent, method, path, headers: { ...headers, ...length } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () =>
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
          );
        },
      );
      sent.once('error', (error: NodeJS.ErrnoException) =>
        // A client that sends too much may be disconnected before it reads the response.
        body.length > BODY_LIMIT && error.code === 'ECONNRESET'
          ? resolve({ status: 413, text: '{"code":"reset","detail":"reset"}' })
          : reject(error),
      );
      sent.end(hasBody ? body : undefined);
    });

  const checkAnswer = (status: number, text: string, method: string): void => {
    assert.ok(status >= 400 && status < 500, `${status}: ${text}`);
    for (const secret of Object.values(SECRETS)) assert.ok(!text.includes(secret));
    if (method === 'HEAD') return;
    const { code, detail } = JSON.parse(text) as { code?: unknown; detail?: unknown };
    assert.ok(typeof code === 'string' && typeof detail === 'string' && detail !== '', text);
    assert.doesNotMatch(text, /\bat .*\.[jt]s:\d+/, 'a stack');
  };

  const own = (): Record<string, string> => ({ cookie: ada.cookie, origin: backend.origin });
  /** Requests without a session or with a forged one, from any origin, for any path. */
  const unauthenticated = fc
    .tuple(
      fc.constantFrom('POST', 'GET', 'PUT', 'DELETE'),
      anyConnection,
      anyCredential,
      forgedCookie,
      foreignHeaders,
      anyContentType,
      anyBody,
    )
    .map(([method, id, what, cookie, from, contentType, text]): Forged => ({
      method,
      path: `/api/qlik/${id}/${what}`,
      headers: { ...from, cookie, 'content-type': contentType },
      body: text,
    }));
  /** Cross-site requests from the browser of a signed-in user. */
  const crossSite = fc
    .tuple(
      fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'),
      anyConnection,
      anyCredential,
      foreignHeaders,
      anyBody,
    )
    .map(([method, id, what, from, text]): Forged => ({
      method,
      path: `/api/qlik/${id}/${what}`,
      headers: { cookie: ada.cookie, ...from },
      body: text,
    }));
  /** Requests of a signed-in user with invalid bodies. */
  const badBodies = fc
    .tuple(fc.constantFrom(...CREDENTIALS), anyContentType, anyBody)
    .filter(([, contentType, text]) => !isFine(contentType, text))
    .map(([what, contentType, text]): Forged => ({
      method: 'POST',
      path: `/api/qlik/impersonated/${what}`,
      headers: { ...own(), 'content-type': contentType },
      body: text === '' ? '\u0001' : text,
    }));
  /** … or wants to leave the connection by its path, or to use one that is not for them. */
  const badPaths = fc
    .tuple(
      fc.constantFrom('key', 'machine', 'restricted', 'none', 'impersonated'),
      fc.array(anySegment, { minLength: 1, maxLength: 6 }),
    )
    .filter(
      ([id, segments]) =>
        id === 'restricted' ||
        id === 'none' ||
        id === 'impersonated' ||
        segments.some((part) => !/^\w+$/.test(part) && part !== ';'),
    )
    .map(([id, segments]): Forged => ({
      method: 'GET',
      path: `/qlik/${id}/${segments.join('/')}`,
      headers: own(),
      body: '',
    }));
  const badReturns = fc
    .tuple(
      fc.constantFrom(
        '//',
        '/\\',
        'https://',
        'javascript:',
        '/..//',
        '\t/',
        ' ',
        '/\r\nset-cookie: ngx-qlik=x',
        '/\u0000',
      ),
      fc.string({ maxLength: 40 }),
    )
    .map(([start, rest]): Forged => ({
      method: 'GET',
      path: `/api/qlik/web/sign-in?returnTo=${encodeURIComponent(`${start}evil.example/${rest}`)}`,
      headers: own(),
      body: '',
    }));

  /** … or for another user's connection, with any misleading headers. */
  const others = fc
    .tuple(
      fc.constantFrom('POST', 'GET'),
      fc.constantFrom('restricted', 'none'),
      anyCredential,
      misleadingHeaders,
      fc.boolean(),
    )
    .map(([method, id, what, hints, isRelayed]): Forged => ({
      method,
      path: isRelayed ? `/qlik/${id}/api/v1/spaces` : `/api/qlik/${id}/${what}`,
      headers: { ...own(), ...hints, ...(method === 'POST' ? { 'content-type': 'application/json' } : {}) },
      body: '{}',
    }));
  /** … or with headers that claim another origin. */
  const misled = fc
    .tuple(fc.constantFrom('POST', 'PUT', 'DELETE'), anyConnection, anyCredential, misleadingHeaders)
    .map(([method, id, what, hints]): Forged => ({
      method,
      path: `/api/qlik/${id}/${what}`,
      headers: { cookie: ada.cookie, 'content-type': 'application/json', ...hints },
      body: '{}',
    }));

  it(
    `are each refused with a reason and without a secret (${RUNS} generated)`,
    { timeout: 3_600_000 },
    async () => {
      tenant.seen.length = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(unauthenticated, crossSite, badBodies, badPaths, badReturns, others, misled),
          async (forged) => {
            const { status, text } = await send(forged);
            checkAnswer(status, text, forged.method);
          },
        ),
        { numRuns: RUNS },
      );
      assert.deepEqual(
        tenant.seen.map(({ url }) => url),
        [],
        'nothing of it reached Qlik',
      );
    },
  );

  it('leave no secret in the log', () => {
    for (const secret of Object.values(SECRETS)) assert.ok(!backend.log().includes(secret));
    assert.ok(!backend.log().includes(ada.cookie.slice('ngx-qlik='.length)));
    assert.ok(backend.log().length > 10_000, 'there is a log to search');
  });
});

/** Bodies that are what they must be would be answered well. */
function isFine(contentType: string, text: string): boolean {
  if (contentType === 'application/x-www-form-urlencoded' || contentType !== 'application/json') return false;
  try {
    const value: unknown = JSON.parse(text);
    return (
      value === null ||
      (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0)
    );
  } catch {
    return false;
  }
}
