import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createCertificates } from '../testing/certificates.ts';
import { type FakeTenant, SECRETS, startFakeTenant } from '../testing/fake-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, TestBrowser } from '../testing/test-browser.ts';

/** What a page runs or applies. Source: Fetch Standard, "destination". */
const RUN = [
  ...['script', 'worker', 'sharedworker', 'audioworklet', 'paintworklet', 'serviceworker'],
  ...['style', 'xslt', 'manifest', 'embed', 'object'],
];
const READ = ['empty', 'image', 'font', 'audio', 'video', 'track', 'document', 'iframe'];

/** A path for each relayed type that its default lets through. */
const PATHS = {
  key: '/api/v1/spaces',
  machine: '/api/v1/spaces',
  web: '/api/v1/spaces',
  header: '/qrs/about',
  certificate: '/qrs/about',
};

describe('answers of Qlik that a page would run', () => {
  let tenant: FakeTenant;
  let backend: TestBackend;
  let ada: TestBrowser;
  before(async () => {
    tenant = await startFakeTenant();
    const { client } = await createCertificates();
    const host = tenant.origin;
    const secret = { host, clientId: 'client', clientSecret: SECRETS.client };
    const forAll = { audience: 'everyone-signed-in' };
    backend = await startTestBackend({
      connections: {
        key: { type: 'apikey', host, apiKey: SECRETS.apiKey, ...forAll },
        machine: { type: 'm2m', ...secret, ...forAll },
        web: { type: 'oauth2-web', ...secret },
        header: { type: 'header', host, headerName: 'X-User', userDirectory: 'TEST' },
        certificate: {
          ...{ type: 'pfx', engine: host, repository: host, userDirectory: 'TEST' },
          ...{ certificate: client.certificate, key: client.key },
        },
      },
    });
    ada = await new TestBrowser(backend.origin).signIn('ada');
  });
  beforeEach(() => {
    tenant.seen.length = 0;
  });
  after(async () => {
    await backend.close();
    await tenant.close();
  });
  const ask = (connection: string, path: string, destination: string): Promise<Response> =>
    ada.get(`/qlik/${connection}${path}`, {
      'sec-fetch-dest': destination,
      'sec-fetch-site': 'same-origin',
    });

  for (const [connection, path] of Object.entries(PATHS)) {
    it(`are refused before Qlik is asked: ${connection}`, async () => {
      for (const destination of RUN) {
        const response = await ask(connection, path, destination);
        assert.equal(response.status, 403, destination);
        assert.equal((await json(response))['code'], 'not-a-script', destination);
      }
      assert.equal(tenant.seen.length, 0);
    });
  }

  it('are passed on when they are read or shown', async () => {
    for (const destination of READ) {
      assert.equal((await ask('key', PATHS.key, destination)).status, 200, destination);
    }
  });

  it('are Qlik’s own runtime, or none', async () => {
    for (const path of ['/qlik-embed/main.js', '/resources/a/b.js']) {
      await ask('key', path, 'script');
      assert.equal(tenant.seen.at(-1)?.url, path);
    }
    tenant.seen.length = 0;
    for (const path of [
      '/extensions/mine/mine.js',
      '/api/v1/extensions/mine/file/mine.js',
      '/api/v1/apps/a/media/files/x.js',
      '/qlik-embed',
      '/qlik-embedded/main.js',
      '/x/resources/a.js',
    ]) {
      assert.equal((await ask('key', path, 'script')).status, 403, path);
    }
    // A service worker would answer for all other pages of the application.
    assert.equal((await ask('key', '/qlik-embed/main.js', 'serviceworker')).status, 403);
    assert.equal(tenant.seen.length, 0);
  });

  it('come under a policy of their own, and never in a cache', async () => {
    const { headers } = await ask('key', PATHS.key, 'empty');
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*sandbox/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('cache-control'), 'private, no-store');
  });

  it('are asked for with an Xrfkey of the documented form, or without one', async () => {
    const given = (key: string): Promise<Response> =>
      ada.get(`/qlik/key${PATHS.key}`, { 'x-qlik-xrfkey': key });
    for (const key of [
      ...['', 'short', '0123456789abcde', '0123456789abcdefg', '0123456789abcde&', '0123456789abc%0d'],
      ...['0123456789abcdé', '0123456789 abcde', '0123456789abcde, 0123456789abcde'],
    ]) {
      const response = await given(key);
      assert.equal(response.status, 400, key);
      assert.equal((await json(response))['code'], 'bad-xrfkey', key);
    }
    assert.equal(tenant.seen.length, 0);
    assert.equal((await given('0123456789abcdEF')).status, 200);
    assert.equal(tenant.seen.at(-1)?.headers['x-qlik-xrfkey'], '0123456789abcdEF');
  });
});
