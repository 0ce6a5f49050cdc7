import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { after, before, describe, it } from 'node:test';
import type { WebSocket } from 'ws';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, openingOf, TestBrowser } from '../testing/test-browser.ts';
import { freePort } from '../testing/test-redis.ts';
import { type SandboxProcess, startSandboxProcess } from './sandbox-process.ts';

const FLIGHTS = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001';
const KEY = '0123456789abcdef';
/** All users act as one Qlik user there. */
const FOR_ALL = { audience: 'everyone-signed-in' };
const PROVISIONING = { clientId: 'sandbox-provisioning', clientSecret: 'sandbox-provisioning-secret' };
const PUBLIC_DATA = createHash('sha256').update('space/Public data').digest('hex').slice(0, 24);
const CLIENT = { clientId: 'sandbox-web', clientSecret: 'sandbox-web-secret' };

/** Against a server that speaks Qlik's protocols, nothing of which was made for this backend. */
describe('the backend and the sandbox', { timeout: 240_000 }, () => {
  let sandbox: SandboxProcess;
  let backend: TestBackend;

  before(async () => {
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    sandbox = await startSandboxProcess(['--app-origin', origin]);
    const {
      cloud,
      cloudKeys,
      clientManaged,
      clientManagedPorts: ports,
      clientManagedCertificates: files,
    } = sandbox;
    const provider = cloudKeys.identityProviders.find(({ tenant }) => tenant === 'cloud');
    const apiKey = cloudKeys.apiKeys.find(({ tenant }) => tenant === 'cloud');
    assert.ok(provider && apiKey);
    const certificate = {
      certificate: { file: files.client },
      key: { file: files.clientKey },
      ca: { file: files.root },
      userDirectory: 'SANDBOX',
    };
    backend = await startTestBackend({
      connections: {
        impersonated: { ...CLIENT, type: 'oauth2-impersonation', host: cloud },
        kept: {
          ...CLIENT,
          type: 'oauth2-impersonation',
          host: cloud,
          provisioning: {
            ...PROVISIONING,
            users: true,
            spaces: [{ space: PUBLIC_DATA, group: 'com.qlik.Everyone', roles: ['consumer'] }],
          },
        },
        web: { ...CLIENT, type: 'oauth2-web', host: cloud, redirectPath: '/auth/callback' },
        machine: { ...CLIENT, ...FOR_ALL, type: 'm2m', host: cloud },
        wrong: { ...CLIENT, ...FOR_ALL, type: 'm2m', host: cloud, clientSecret: 'not-the-secret' },
        key: { ...FOR_ALL, type: 'apikey', host: cloud, apiKey: { file: apiKey.file } },
        signed: {
          type: 'jwt',
          host: cloud,
          issuer: provider.issuer,
          keyId: provider.kid,
          privateKey: { file: cloudKeys.jwt.privateKeyFile },
        },
        ticket: {
          ...certificate,
          type: 'ticket',
          proxyService: `https://localhost:${ports.proxyService}`,
          virtualProxy: 'ticket',
        },
        header: {
          type: 'header',
          host: `${clientManaged}/header`,
          headerName: 'X-Qlik-Demo-User',
          userDirectory: 'SANDBOX',
        },
        vpjwt: { type: 'jwt-virtual-proxy', privateKey: { file: files.jwtKey }, userDirectory: 'SANDBOX' },
        direct: {
          ...certificate,
          type: 'pfx',
          engine: `https://localhost:${ports.engine}`,
          repository: `https://localhost:${ports.repository}`,
        },
      },
      settings: { publicOrigin: origin },
      port,
    });
  });
  after(async () => {
    await backend.close();
    await sandbox.stop();
  });

  const openBrowser = (user: string): Promise<TestBrowser> => new TestBrowser(backend.origin).signIn(user);
  const credentialOf = async (
    browser: TestBrowser,
    connection: string,
    what: string,
  ): Promise<Record<string, unknown>> => {
    const response = await browser.post(`/api/qlik/${connection}/${what}`);
    const body = await json(response);
    assert.equal(response.status, 200, JSON.stringify(body));
    return body;
  };
  const meAt = async (headers: Record<string, string>): Promise<unknown> =>
    (await json(await fetch(`${sandbox.cloud}/api/v1/users/me`, { headers })))['name'];
  /** Resolves with the first message of the engine. */
  const greetingOf = async (socket: WebSocket): Promise<unknown[]> => {
    const methods: unknown[] = [];
    socket.on('message', (data: Buffer) =>
      methods.push((JSON.parse(data.toString()) as { method?: unknown }).method),
    );
    assert.equal(await openingOf(socket), 'open');
    while (!methods.includes('OnConnected')) await once(socket, 'message');
    socket.close();
    await once(socket, 'close');
    return methods;
  };

  it('oauth2-impersonation: the token is the user’s own', async () => {
    for (const [user, name] of [
      ['ada', 'Ada Lovelace'],
      ['grace', 'Grace Hopper'],
    ] as const) {
      const { accessToken } = await credentialOf(await openBrowser(user), 'impersonated', 'access-token');
      assert.equal(await meAt({ authorization: `Bearer ${String(accessToken)}` }), name);
    }
  });

  it('oauth2-web: signs in at the tenant, lists spaces page by page, opens an app, signs out', async () => {
    const browser = await openBrowser('ada');
    const away = (await browser.get('/api/qlik/web/sign-in?returnTo=/spaces')).headers.get('location') ?? '';
    const callback = new URL(await signInAtTenant(away, 'grace'));
    const back = await browser.get(callback.pathname + callback.search);
    assert.deepEqual([back.status, back.headers.get('location')], [303, '/spaces']);
    const hostSession = await json(await browser.get('/api/qlik/web/session'));
    assert.equal((hostSession['user'] as { name: string }).name, 'Grace Hopper');
    const page = await json(await browser.get('/qlik/web/api/v1/spaces?limit=1'));
    const next = (page['links'] as { next: { href: string } }).next.href;
    assert.ok(next.startsWith(`${backend.origin}/qlik/web/api/v1/spaces?`));
    assert.equal((await browser.get(next)).status, 200);
    assert.deepEqual(await greetingOf(browser.openSocket(`/qlik/web/app/${FLIGHTS}`)), ['OnConnected']);
    assert.equal((await browser.post('/api/qlik/web/sign-out')).status, 204);
    assert.equal((await browser.get('/qlik/web/api/v1/spaces')).status, 401);
  });

  it('m2m: acts as the client, reads only, and reports a wrong secret', async () => {
    const browser = await openBrowser('edgar');
    assert.equal((await browser.get('/qlik/machine/api/v1/tenants/me')).status, 200);
    assert.equal(
      (await json(await browser.get('/qlik/machine/api/v1/users/me')))['name'],
      'Sandbox web application',
    );
    assert.equal(
      (await browser.post('/qlik/machine/api/v1/spaces', { name: 'x', type: 'shared' })).status,
      403,
    );
    const wrong = await browser.get('/qlik/wrong/api/v1/tenants/me');
    assert.equal(wrong.status, 502);
    assert.equal((await json(wrong))['code'], 'credential-refused');
  });

  it('apikey: calls with the key', async () => {
    const browser = await openBrowser('ada');
    assert.equal((await json(await browser.get('/qlik/key/api/v1/users/me')))['name'], 'Grace Hopper');
  });

  it('jwt: the tenant takes it, once, for the user', async () => {
    const { jwt } = await credentialOf(await openBrowser('ada'), 'signed', 'jwt');
    const present = (): Promise<Response> =>
      fetch(`${sandbox.cloud}/login/jwt-session`, {
        method: 'POST',
        headers: { authorization: `Bearer ${String(jwt)}` },
      });
    const response = await present();
    assert.equal(response.status, 200, await response.text());
    const cookie = response.headers.getSetCookie().map((header) => header.split(';', 1)[0]);
    assert.equal(await meAt({ cookie: cookie.join('; ') }), 'Ada Lovelace');
    assert.equal((await present()).status, 400);
  });

  it('ticket: is good once, for the user', async () => {
    const { ticket } = await credentialOf(await openBrowser('grace'), 'ticket', 'ticket');
    const redeem = (): Promise<Response> =>
      fetch(`${sandbox.clientManaged}/ticket/qps/user?xrfkey=${KEY}&qlikTicket=${String(ticket)}`, {
        headers: { 'x-qlik-xrfkey': KEY },
        redirect: 'manual',
      });
    const response = await redeem();
    assert.equal((await json(response))['userId'], 'grace');
    const again = await redeem();
    assert.notEqual((await json(again))['userId'], 'grace');
  });

  it('header: one session per user of the backend, also for sockets, and none after the sign-out', async () => {
    const browser = await openBrowser('ada');
    const get = (path: string): Promise<Response> => browser.get(path, { 'x-qlik-xrfkey': KEY });
    const responses = await Promise.all(
      Array.from({ length: 12 }, () => get(`/qlik/header/qps/user?xrfkey=${KEY}`).then(json)),
    );
    assert.ok(responses.every(({ userId }) => userId === 'ada'));
    assert.equal((await sessionsOf('ada')).length, 1);
    const greeting = await greetingOf(browser.openSocket(`/qlik/header/app/${FLIGHTS}`));
    assert.ok(greeting.includes('OnConnected'));
    assert.equal((await sessionsOf('ada')).length, 1);
    assert.equal((await browser.post('/api/qlik/header/sign-out')).status, 204);
    assert.deepEqual(await sessionsOf('ada'), []);
  });

  it('header: begins a new session when Qlik has ended the old one, for calls and for sockets', async () => {
    const browser = await openBrowser('grace');
    const who = async (): Promise<unknown> =>
      (await json(await browser.get(`/qlik/header/qps/user?xrfkey=${KEY}`, { 'x-qlik-xrfkey': KEY })))[
        'userId'
      ];
    const endSessions = (): Promise<Response> =>
      fetch(`${sandbox.admin}/tenants/client-managed/expire-tokens`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ sessions: true }),
      });
    assert.equal(await who(), 'grace');
    assert.equal((await endSessions()).ok, true);
    assert.deepEqual(await sessionsOf('grace'), []);
    assert.equal(await who(), 'grace');
    assert.equal((await endSessions()).ok, true);
    const stale = '?reloadUri=x&qlik-csrf-token=of-the-session-before';
    const greeting = await greetingOf(browser.openSocket(`/qlik/header/app/${FLIGHTS}${stale}`));
    assert.ok(greeting.includes('OnConnected'));
    assert.equal((await sessionsOf('grace')).length, 1);
    await browser.post('/api/qlik/header/sign-out');
  });

  it('jwt-virtual-proxy: the virtual proxy takes it for the user', async () => {
    const { jwt } = await credentialOf(await openBrowser('edgar'), 'vpjwt', 'virtual-proxy-jwt');
    const response = await fetch(`${sandbox.clientManaged}/jwt/qps/user?xrfkey=${KEY}`, {
      headers: { authorization: `Bearer ${String(jwt)}`, 'x-qlik-xrfkey': KEY },
    });
    assert.equal((await json(response))['userId'], 'edgar');
  });

  it('pfx: opens repository and engine as the user', async () => {
    const browser = await openBrowser('ada');
    assert.equal((await json(await browser.get('/qlik/direct/qrs/about')))['schemaPath'], 'About');
    const greeting = await greetingOf(browser.openSocket(`/qlik/direct/app/${FLIGHTS}`));
    assert.ok(greeting.includes('OnConnected'));
  });

  it('leaves no secret in the log', () => {
    for (const secret of [CLIENT.clientSecret, 'not-the-secret', 'eyJ'])
      assert.ok(!backend.log().includes(secret));
  });

  /** The user's sessions at the virtual proxy `header`, by the Proxy Service API. */
  function sessionsOf(user: string): Promise<readonly unknown[]> {
    const { clientManagedPorts: ports, clientManagedCertificates: files } = sandbox;
    const address = `https://localhost:${ports.proxyService}/qps/header/user/SANDBOX/${user}?xrfkey=${KEY}`;
    return new Promise((resolve, reject) => {
      const sent = request(address, {
        headers: { 'x-qlik-xrfkey': KEY },
        cert: readFileSync(files.client),
        key: readFileSync(files.clientKey),
        ca: readFileSync(files.root),
      });
      sent.once('response', (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.once('end', () => resolve(JSON.parse(text) as unknown[]));
      });
      sent.once('error', reject);
      sent.end();
    });
  }

  /** Goes through the tenant's pages as a browser does. @returns the address of the callback */
  async function signInAtTenant(address: string, user: string): Promise<string> {
    const tenantBrowser = new TestBrowser(sandbox.cloud);
    /** Follows redirects as long as they stay at the tenant. */
    const follow = async (response: Response): Promise<Response | string> => {
      const location = response.headers.get('location');
      if (location === null) return response;
      const next = new URL(location, sandbox.cloud);
      return next.origin === sandbox.cloud ? follow(await tenantBrowser.get(next.href)) : next.href;
    };
    const page = await follow(await tenantBrowser.get(address));
    assert.ok(typeof page !== 'string', 'the tenant asks for a sign-in');
    const markup = await page.text();
    const fields = [...markup.matchAll(/<input[^>]*>/g)].map(([input]): [string, string] => [
      /name="([^"]*)"/.exec(input)?.[1] ?? '',
      (/value="([^"]*)"/.exec(input)?.[1] ?? '').replaceAll('&amp;', '&'),
    ]);
    const button = [...markup.matchAll(/<button[^>]*>/g)].find(([text]) =>
      text.includes(`value="${user}"`),
    )?.[0];
    assert.ok(button, markup);
    const name = /name="([^"]*)"/.exec(button)?.[1] ?? '';
    const action = /<form[^>]*action="([^"]*)"/.exec(markup)?.[1] ?? '';
    const response = await tenantBrowser.send(action.replaceAll('&amp;', '&'), {
      method: 'POST',
      headers: { origin: sandbox.cloud, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams([...fields, [name, user]]).toString(),
    });
    const end = await follow(response);
    assert.ok(typeof end === 'string', 'the tenant sends back');
    return end;
  }

  it('creates a user who is not there, and opens a space to everyone', async () => {
    const issued = await fetch(`${sandbox.cloud}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: PROVISIONING.clientId,
        client_secret: PROVISIONING.clientSecret,
        scope: 'admin.users',
      }),
    });
    const asProvisioning = { authorization: `Bearer ${String((await json(issued))['access_token'])}` };
    const users = `${sandbox.cloud}/api/v1/users`;
    const findDora = async (): Promise<readonly { readonly id: string }[]> => {
      const filter = encodeURIComponent('subject eq "dora"');
      const { data } = await json(await fetch(`${users}?filter=${filter}`, { headers: asProvisioning }));
      return data as readonly { readonly id: string }[];
    };
    const [old] = await findDora();
    const removed = await fetch(`${users}/${old?.id}`, { method: 'DELETE', headers: asProvisioning });
    assert.equal(removed.status, 204);
    const browsers = [await openBrowser('dora'), await openBrowser('dora')];
    const issuedTokens = await Promise.all(
      browsers.map((browser) => credentialOf(browser, 'kept', 'access-token')),
    );
    const [first] = issuedTokens;
    assert.deepEqual(issuedTokens, [first, first]);
    const asDora = { authorization: `Bearer ${String(first?.['accessToken'])}` };
    assert.equal(await meAt(asDora), 'Dora Empty');
    assert.equal((await findDora()).length, 1);
    const spaces = await json(await fetch(`${sandbox.cloud}/api/v1/spaces`, { headers: asDora }));
    assert.deepEqual(
      (spaces['data'] as readonly { readonly name: string }[]).map(({ name }) => name),
      ['Public data'],
    );
  });
});
