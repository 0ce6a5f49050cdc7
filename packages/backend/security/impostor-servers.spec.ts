import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createCertificates, createImpostors, type ImpostorCertificates } from '../testing/certificates.ts';
import { startConnectProxy, type ConnectProxy } from '../testing/connect-proxy.ts';
import { startTlsTenant, type TlsTenant } from '../testing/tls-tenant.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, openingOf, TestBrowser } from '../testing/test-browser.ts';

/** One kind of call of the backend to Qlik. */
interface Call {
  readonly name: string;
  readonly connection: string;
  /** What has to work before the impostor takes the server's place. */
  readonly before?: (ada: TestBrowser, connection: string) => Promise<unknown>;
  /** Done when the server is an impostor. Resolves with the status that the page gets. */
  readonly call: (ada: TestBrowser, connection: string) => Promise<number>;
  /** Sign-out succeeds although Qlik cannot be notified. */
  readonly status?: number;
}

const REST = async (ada: TestBrowser, id: string): Promise<number> =>
  (await ada.get(`/qlik/${id}/api/v1/spaces`)).status;
const SOCKET = async (ada: TestBrowser, id: string): Promise<number> => {
  const socket = ada.openSocket(`/qlik/${id}/app/1`);
  const opening = await openingOf(socket);
  socket.terminate();
  return opening === 'open' ? 101 : opening;
};
const post =
  (what: string) =>
  async (ada: TestBrowser, id: string): Promise<number> =>
    (await ada.post(`/api/qlik/${id}/${what}`)).status;
const SIGN_OUT = post('sign-out');

async function beginWebSignIn(ada: TestBrowser, id: string): Promise<string> {
  const begun = await ada.get(`/api/qlik/${id}/sign-in`);
  const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
  return `/api/qlik/${id}/callback?code=x&state=${state}`;
}
const webSignIn = async (ada: TestBrowser, id: string): Promise<number> =>
  (await ada.get(await beginWebSignIn(ada, id))).status;
let callback = '';

const CALLS: readonly Call[] = [
  ...['key', 'proxied', 'no-ca'].flatMap((connection): Call[] => [
    { name: 'REST', connection, call: REST },
    { name: 'WebSocket', connection, call: SOCKET },
  ]),
  ...['machine', 'machine-proxied'].flatMap((connection): Call[] => [
    { name: 'token, then REST', connection, call: REST },
    { name: 'REST with a token at hand', connection, before: REST, call: REST },
    { name: 'WebSocket with a token at hand', connection, before: REST, call: SOCKET },
  ]),
  { name: 'token', connection: 'impersonated', call: post('access-token') },
  {
    name: 'revocation',
    connection: 'impersonated',
    before: post('access-token'),
    call: SIGN_OUT,
    status: 204,
  },
  {
    name: 'discovery',
    connection: 'web',
    call: async (ada, id) => (await ada.get(`/api/qlik/${id}/sign-in`)).status,
  },
  {
    name: 'redeeming the code',
    connection: 'web',
    before: async (ada, id) => (callback = await beginWebSignIn(ada, id)),
    call: async (ada) => (await ada.get(callback)).status,
    status: 401,
  },
  { name: 'REST', connection: 'web', before: webSignIn, call: REST },
  { name: 'WebSocket', connection: 'web', before: webSignIn, call: SOCKET },
  {
    name: 'who is signed in',
    connection: 'web',
    before: webSignIn,
    call: async (ada, id) => (await ada.get(`/api/qlik/${id}/session`)).status,
  },
  { name: 'revocation', connection: 'web', before: webSignIn, call: SIGN_OUT, status: 204 },
  { name: 'session, then REST', connection: 'header', call: REST },
  { name: 'REST in a session', connection: 'header', before: REST, call: REST },
  { name: 'token for a WebSocket', connection: 'header', before: REST, call: SOCKET },
  { name: 'end of the session', connection: 'header', before: REST, call: SIGN_OUT, status: 204 },
  {
    name: 'repository',
    connection: 'certificate',
    call: async (ada, id) => (await ada.get(`/qlik/${id}/qrs/about`)).status,
  },
  { name: 'engine', connection: 'certificate', call: SOCKET },
  { name: 'ticket', connection: 'ticket', call: post('ticket') },
];

const KINDS = ['wrong authority', 'self-signed', 'expired', 'not yet valid', 'wrong name'] as const;

describe('a server that passes for Qlik', () => {
  let certificates: ImpostorCertificates;
  let tenant: TlsTenant;
  let proxy: ConnectProxy;
  let connections: Readonly<Record<string, object>>;
  const given = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];

  before(async () => {
    // What switches verification off for everything that does not ask for it.
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    certificates = await createImpostors();
    const { client } = await createCertificates();
    tenant = await startTlsTenant(certificates.genuine);
    proxy = await startConnectProxy();
    const { ca } = certificates;
    const host = tenant.origin;
    const secret = { clientId: 'client', clientSecret: 'very-secret-client' };
    const asClient = { certificate: client.certificate, key: client.key, ca, userDirectory: 'TEST' };
    const shared = { access: 'full', audience: 'everyone-signed-in', allow: 'all' };
    const apiKey = { type: 'apikey', host, apiKey: 'very-secret-key', ...shared };
    connections = {
      key: { ...apiKey, ca },
      proxied: { ...apiKey, ca, proxy: proxy.address },
      'no-ca': apiKey,
      machine: { type: 'm2m', host, ca, ...secret, ...shared },
      'machine-proxied': { type: 'm2m', host, ca, proxy: proxy.address, ...secret, ...shared },
      impersonated: { type: 'oauth2-impersonation', host, ca, ...secret },
      web: { type: 'oauth2-web', host, ca, ...secret },
      header: { type: 'header', host, ca, headerName: 'X-User', userDirectory: 'TEST' },
      certificate: { type: 'pfx', engine: host, repository: host, ...asClient, ...shared },
      ticket: { type: 'ticket', proxyService: host, ...asClient },
    };
  });
  after(async () => {
    if (given === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = given;
    await proxy.close();
    await tenant.close();
  });

  for (const kind of [undefined, ...KINDS]) {
    describe(kind === undefined ? 'and is Qlik' : `with a certificate: ${kind}`, () => {
      let backend: TestBackend;
      before(async () => {
        // One for each: what a backend has of Qlik, such as a token, would hide the call that gets it.
        backend = await startTestBackend({ connections });
      });
      after(async () => backend.close());

      for (const { name, connection, before: prepare, call, status = 502 } of CALLS) {
        if (kind === undefined && connection === 'no-ca') continue;
        it(`${kind === undefined ? 'works' : 'is sent nothing'}: ${connection}, ${name}`, async () => {
          tenant.present(certificates.genuine);
          const ada = await new TestBrowser(backend.origin).signIn('ada');
          await prepare?.(ada, connection);
          if (kind !== undefined) tenant.present(certificates.impostors[kind]);
          tenant.seen.length = 0;
          const answered = await call(ada, connection);
          if (kind === undefined) {
            assert.ok([101, 200, 204, 303].includes(answered), String(answered));
            assert.ok(tenant.seen.length > 0);
          } else {
            assert.deepEqual(tenant.seen, []);
            assert.equal(answered, status);
          }
        });
      }
    });
  }

  it('is no identity provider either: it is sent nothing at a sign-in', async () => {
    const signIn = {
      issuer: new URL(tenant.origin),
      clientId: 'app',
      clientSecret: 'very-secret-app',
      scope: 'openid',
      userClaim: 'sub',
      isEmailTrusted: false,
      groupsClaim: 'groups',
    };
    const backend = await startTestBackend({ connections: {}, settings: { signIn } });
    for (const identity of [certificates.genuine, ...Object.values(certificates.impostors)]) {
      // Its authority is none of Node's own: without the authority, not even the genuine one is trusted.
      tenant.present(identity);
      tenant.seen.length = 0;
      assert.equal((await new TestBrowser(backend.origin).get('/app/sign-in')).status, 502);
      assert.deepEqual(tenant.seen, []);
    }
    await backend.close();
  });

  it('is reported with its remedy; and the proxy of a connection is the only route to it', async () => {
    const backend = await startTestBackend({ connections });
    const ada = await new TestBrowser(backend.origin).signIn('ada');
    tenant.present(certificates.impostors['wrong name']);
    const { code, remedy } = await json(await ada.get('/qlik/key/api/v1/spaces'));
    assert.equal(code, 'qlik-certificate-refused');
    assert.match(String(remedy), /"ca"/);
    assert.match(backend.log(), /ERR_TLS_CERT_ALTNAME_INVALID/);
    tenant.present(certificates.genuine);
    const { host } = new URL(tenant.origin);
    proxy.seen.length = 0;
    assert.equal(await REST(ada, 'key'), 200);
    assert.deepEqual(proxy.seen, []);
    assert.equal(await REST(ada, 'proxied'), 200);
    assert.equal(await SOCKET(ada, 'proxied'), 101);
    assert.deepEqual(proxy.seen, [host, host]);
    await backend.close();
  });
});
