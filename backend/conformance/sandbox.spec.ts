import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { WebSocket } from 'ws';
import { startTrialBackend, type TrialBackend } from '../trial/trial-backend.ts';
import { json, openingOf, Visitor } from '../trial/visitor.ts';
import { type SandboxProcess, startSandboxProcess } from './sandbox-process.ts';

const FLIGHTS = '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001';
const KEY = '0123456789abcdef';
/** All users act as one Qlik user there. */
const FOR_ALL = { audience: 'everyone-signed-in' };
const CLIENT = { clientId: 'sandbox-web', clientSecret: 'sandbox-web-secret' };

/** Against a server that speaks Qlik's protocols, nothing of which was made for this backend. */
describe('the backend and the sandbox', { timeout: 240_000 }, () => {
  let sandbox: SandboxProcess;
  let backend: TrialBackend;

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
    backend = await startTrialBackend({
      connections: {
        person: { ...CLIENT, type: 'oauth2-impersonation', host: cloud },
        web: { ...CLIENT, type: 'oauth2-web', host: cloud, redirectPath: '/auth/callback' },
        robot: { ...CLIENT, ...FOR_ALL, type: 'm2m', host: cloud },
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

  const visit = (user: string): Promise<Visitor> => new Visitor(backend.origin).signIn(user);
  const credentialOf = async (
    visitor: Visitor,
    connection: string,
    what: string,
  ): Promise<Record<string, unknown>> => {
    const answer = await visitor.post(`/api/qlik/${connection}/${what}`);
    const body = await json(answer);
    assert.equal(answer.status, 200, JSON.stringify(body));
    return body;
  };
  const meAt = async (headers: Record<string, string>): Promise<unknown> =>
    (await json(await fetch(`${sandbox.cloud}/api/v1/users/me`, { headers })))['name'];
  /** What the engine says first. */
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
      const { accessToken } = await credentialOf(await visit(user), 'person', 'access-token');
      assert.equal(await meAt({ authorization: `Bearer ${String(accessToken)}` }), name);
    }
  });

  it('oauth2-web: signs in at the tenant, lists spaces page by page, opens an app, signs out', async () => {
    const visitor = await visit('ada');
    const away = (await visitor.get('/api/qlik/web/sign-in?returnTo=/spaces')).headers.get('location') ?? '';
    const callback = new URL(await signInAtTenant(away, 'grace'));
    const back = await visitor.get(callback.pathname + callback.search);
    assert.deepEqual([back.status, back.headers.get('location')], [303, '/spaces']);
    const session = await json(await visitor.get('/api/qlik/web/session'));
    assert.equal((session['user'] as { name: string }).name, 'Grace Hopper');
    const page = await json(await visitor.get('/qlik/web/api/v1/spaces?limit=1'));
    const next = (page['links'] as { next: { href: string } }).next.href;
    assert.ok(next.startsWith(`${backend.origin}/qlik/web/api/v1/spaces?`));
    assert.equal((await visitor.get(next)).status, 200);
    assert.deepEqual(await greetingOf(visitor.openSocket(`/qlik/web/app/${FLIGHTS}`)), ['OnConnected']);
    assert.equal((await visitor.post('/api/qlik/web/sign-out')).status, 204);
    assert.equal((await visitor.get('/qlik/web/api/v1/spaces')).status, 401);
  });

  it('m2m: acts as the client, reads only, and says so when the secret is wrong', async () => {
    const visitor = await visit('edgar');
    assert.equal((await visitor.get('/qlik/robot/api/v1/tenants/me')).status, 200);
    assert.equal(
      (await json(await visitor.get('/qlik/robot/api/v1/users/me')))['name'],
      'Sandbox web application',
    );
    assert.equal(
      (await visitor.post('/qlik/robot/api/v1/spaces', { name: 'x', type: 'shared' })).status,
      403,
    );
    const wrong = await visitor.get('/qlik/wrong/api/v1/tenants/me');
    assert.equal(wrong.status, 502);
    assert.equal((await json(wrong))['code'], 'credential-refused');
  });

  it('apikey: calls with the key', async () => {
    const visitor = await visit('ada');
    assert.equal((await json(await visitor.get('/qlik/key/api/v1/users/me')))['name'], 'Grace Hopper');
  });

  it('jwt: the tenant takes it, once, for the user', async () => {
    const { jwt } = await credentialOf(await visit('ada'), 'signed', 'jwt');
    const present = (): Promise<Response> =>
      fetch(`${sandbox.cloud}/login/jwt-session`, {
        method: 'POST',
        headers: { authorization: `Bearer ${String(jwt)}` },
      });
    const answer = await present();
    assert.equal(answer.status, 200, await answer.text());
    const cookie = answer.headers.getSetCookie().map((header) => header.split(';', 1)[0]);
    assert.equal(await meAt({ cookie: cookie.join('; ') }), 'Ada Lovelace');
    assert.equal((await present()).status, 400);
  });

  it('ticket: is good once, for the user', async () => {
    const { ticket } = await credentialOf(await visit('grace'), 'ticket', 'ticket');
    const redeem = (): Promise<Response> =>
      fetch(`${sandbox.clientManaged}/ticket/qps/user?xrfkey=${KEY}&qlikTicket=${String(ticket)}`, {
        headers: { 'x-qlik-xrfkey': KEY },
        redirect: 'manual',
      });
    const answer = await redeem();
    assert.equal((await json(answer))['userId'], 'grace');
    const again = await redeem();
    assert.notEqual((await json(again))['userId'], 'grace');
  });

  it('header: one session per user of ours, also for sockets, and none after the sign-out', async () => {
    const visitor = await visit('ada');
    const get = (path: string): Promise<Response> => visitor.get(path, { 'x-qlik-xrfkey': KEY });
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => get(`/qlik/header/qps/user?xrfkey=${KEY}`).then(json)),
    );
    assert.ok(answers.every(({ userId }) => userId === 'ada'));
    assert.equal((await sessionsOf('ada')).length, 1);
    const greeting = await greetingOf(visitor.openSocket(`/qlik/header/app/${FLIGHTS}`));
    assert.ok(greeting.includes('OnConnected'));
    assert.equal((await sessionsOf('ada')).length, 1);
    assert.equal((await visitor.post('/api/qlik/header/sign-out')).status, 204);
    assert.deepEqual(await sessionsOf('ada'), []);
  });

  it('header: goes on by itself when Qlik has ended the session, for calls and for sockets', async () => {
    const visitor = await visit('grace');
    const who = async (): Promise<unknown> =>
      (await json(await visitor.get(`/qlik/header/qps/user?xrfkey=${KEY}`, { 'x-qlik-xrfkey': KEY })))[
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
    const greeting = await greetingOf(visitor.openSocket(`/qlik/header/app/${FLIGHTS}${stale}`));
    assert.ok(greeting.includes('OnConnected'));
    assert.equal((await sessionsOf('grace')).length, 1);
    await visitor.post('/api/qlik/header/sign-out');
  });

  it('jwt-virtual-proxy: the virtual proxy takes it for the user', async () => {
    const { jwt } = await credentialOf(await visit('edgar'), 'vpjwt', 'virtual-proxy-jwt');
    const answer = await fetch(`${sandbox.clientManaged}/jwt/qps/user?xrfkey=${KEY}`, {
      headers: { authorization: `Bearer ${String(jwt)}`, 'x-qlik-xrfkey': KEY },
    });
    assert.equal((await json(answer))['userId'], 'edgar');
  });

  it('pfx: opens repository and engine as the user', async () => {
    const visitor = await visit('ada');
    assert.equal((await json(await visitor.get('/qlik/direct/qrs/about')))['schemaPath'], 'About');
    const greeting = await greetingOf(visitor.openSocket(`/qlik/direct/app/${FLIGHTS}`));
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
      sent.once('response', (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.once('end', () => resolve(JSON.parse(text) as unknown[]));
      });
      sent.once('error', reject);
      sent.end();
    });
  }

  /** Goes through the tenant's pages as a browser does. @returns the address of the callback */
  async function signInAtTenant(address: string, user: string): Promise<string> {
    const browser = new Visitor(sandbox.cloud);
    /** Follows redirects as long as they stay at the tenant. */
    const follow = async (answer: Response): Promise<Response | string> => {
      const location = answer.headers.get('location');
      if (location === null) return answer;
      const next = new URL(location, sandbox.cloud);
      return next.origin === sandbox.cloud ? follow(await browser.get(next.href)) : next.href;
    };
    const page = await follow(await browser.get(address));
    assert.ok(typeof page !== 'string', 'the tenant asks who it is');
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
    const answer = await browser.send(action.replaceAll('&amp;', '&'), {
      method: 'POST',
      headers: { origin: sandbox.cloud, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams([...fields, [name, user]]).toString(),
    });
    const end = await follow(answer);
    assert.ok(typeof end === 'string', 'the tenant sends back');
    return end;
  }
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('There is no free port.');
  return address.port;
}
