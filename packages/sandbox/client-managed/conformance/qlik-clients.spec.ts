import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createQlikApi } from '@qlik/api';
import enigma from 'enigma.js';
import type { FastifyInstance } from 'fastify';
import { importPKCS8, SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { createDemoCatalog } from '../../apps/demo-catalog.ts';
import { createEngine } from '../../engine/engine.ts';
import { CheckedAnswers } from '../../published-types/checked-answers.ts';
import { PFX_PASSWORD } from '../certificates/certificate-folder.ts';
import { type ClientManagedServer, createClientManagedServer } from '../server.ts';
import { callWithCertificate, clientTls, requestTicket } from '../testing/certificate-client.ts';
import { FLIGHTS, XRFKEY } from '../testing/test-server.ts';
import { TestHttpClient } from '../testing/test-http-client.ts';

const schema = createRequire(import.meta.url)('enigma.js/schemas/12.2027.0.json') as object;
const PFX_CLIENT = fileURLToPath(new URL('./pfx-client.ts', import.meta.url));
let server: ClientManagedServer;

before(async () => {
  const catalog = createDemoCatalog();
  const answers = new CheckedAnswers();
  answers.failAtExit();
  server = await createClientManagedServer({
    id: 'conformance',
    ports: { proxy: 0, proxyService: 0, repository: 0, engine: 0 },
    engine: createEngine({ catalog, onAnswer: answers.addQix }),
    catalog,
    // `@qlik/api` in Node requests main.js for its cookie and never reads it.
    runtime: async (app: FastifyInstance) => {
      app.get('/qlik-embed/main.js', async (_request, reply) => reply.type('text/javascript').send(''));
    },
    appOrigins: ['http://localhost:4200'],
  });
});
after(() => server.close());

async function jwtFor(userId: string, lifetime = '1h'): Promise<string> {
  const key = await importPKCS8(await readFile(server.certificates.jwtKey ?? '', 'utf8'), 'RS256');
  return new SignJWT({ userId, userDirectory: 'SANDBOX' })
    .setProtectedHeader({ alg: 'RS256' })
    .setExpirationTime(lifetime)
    .sign(key);
}

function apiFor(userId: string): ReturnType<typeof createQlikApi> {
  return createQlikApi({
    hostConfig: {
      authType: 'windowscookie',
      host: `${server.origin}/jwt`,
      getAccessToken: () => jwtFor(userId),
      // In Node the package keeps cookies per host config without its functions: two users of one host would share one
      // session. This unused property separates them.
      loginUri: `urn:user:${userId}`,
    },
  });
}

test('@qlik/api opens an app through the JWT virtual proxy', async () => {
  const appSession = apiFor('grace').qix.openAppSession({ appId: FLIGHTS });
  const doc = await appSession.getDoc();
  const sheets = await doc.getSheetList();
  assert.ok(sheets.length > 0);
  const layout = await doc.getAppLayout();
  assert.equal(layout.qHasData, true);
  await appSession.close();
  const seen = server.requests.since(0).filter((entry) => entry.user === String.raw`SANDBOX\grace`);
  assert.deepEqual(
    seen.map(({ path, credential, status }) => `${path} ${credential?.kind ?? ''} ${status}`),
    ['/jwt/qlik-embed/main.js jwt 200', '/jwt/qps/csrftoken session 204', `/jwt/app/${FLIGHTS} session 101`],
  );
});

test('@qlik/api signs in again after its session ended', async () => {
  const api = apiFor('ada');
  const open = async (identity: string): Promise<boolean | undefined> => {
    const appSession = api.qix.openAppSession({ appId: FLIGHTS, identity });
    const { qHasData } = await (await appSession.getDoc()).getAppLayout();
    await appSession.close();
    return qHasData;
  };
  assert.equal(await open('before'), true);
  const mark = server.requests.since(0).at(-1)?.seq ?? 0;
  assert.ok(server.expireSessions({ user: 'ada' }) > 0);
  assert.equal(await open('after'), true);
  assert.deepEqual(
    server.requests.since(mark).map(({ path, status }) => `${path} ${status}`),
    [
      '/jwt/qps/csrftoken 403',
      '/jwt/qlik-embed/main.js 200',
      '/jwt/qps/csrftoken 204',
      `/jwt/app/${FLIGHTS}/identity/after 101`,
    ],
  );
});

test('@qlik/api reports a refused token', async () => {
  const api = createQlikApi({
    hostConfig: {
      authType: 'windowscookie',
      host: `${server.origin}/jwt`,
      getAccessToken: () => Promise.resolve('nonsense'),
      loginUri: 'urn:user:nobody',
    },
  });
  const appSession = api.qix.openAppSession({ appId: FLIGHTS });
  await assert.rejects(appSession.getDoc(), /Failed to exchange access token for cookie/);
});

test('@qlik/api creates a session app on the server', async () => {
  // The package's `createSessionApp` passes these values on and takes no host config.
  const props = { appId: '%3Ftransient%3D/identity/1700000000001', useSessionApp: true };
  const appSession = apiFor('ada').qix.openAppSession(props);
  const layout = await (await appSession.getDoc()).getAppLayout();
  assert.equal(layout.qHasData, false);
  await appSession.close();
});

test('enigma.js opens an app with the session cookie of a ticket', async () => {
  const client = new TestHttpClient(server);
  const ticket = await requestTicket(server, '/ticket', { userId: 'edgar' });
  await client.get(`/ticket/resources/autogenerated/qlik-styles.css?qlikTicket=${ticket}`);
  const token = await client.csrfToken('/ticket');
  const movies = FLIGHTS.replace(/1001$/, '1002');
  const enigmaSession = enigma.create({
    schema,
    url: `${server.origin.replace('http', 'ws')}/ticket/app/${movies}?qlik-csrf-token=${token}`,
    createSocket: (url: string) =>
      new WebSocket(url, { headers: { cookie: client.cookie } }) as unknown as globalThis.WebSocket,
  });
  const global = (await enigmaSession.open()) as unknown as {
    openDoc(id: string): Promise<unknown>;
    getAuthenticatedUser(): Promise<string>;
  };
  assert.equal(await global.getAuthenticatedUser(), 'UserDirectory=SANDBOX; UserId=edgar');
  await global.openDoc(movies);
  await enigmaSession.close();
});

test('enigma.js uses the engine’s port with certificates, as in its example', async () => {
  const tls = await clientTls(server);
  const enigmaSession = enigma.create({
    schema,
    url: `wss://localhost:${server.ports.engine}/app/engineData`,
    createSocket: (url: string) =>
      new WebSocket(url, {
        ca: [tls.ca],
        key: tls.key,
        cert: tls.cert,
        headers: {
          'X-Qlik-User': `UserDirectory=${encodeURIComponent('SANDBOX')}; UserId=${encodeURIComponent('dora')}`,
        },
      }) as unknown as globalThis.WebSocket,
  });
  const global = (await enigmaSession.open()) as unknown as { getAuthenticatedUser(): Promise<string> };
  assert.equal(await global.getAuthenticatedUser(), 'UserDirectory=SANDBOX; UserId=dora');
  await enigmaSession.close();
});

test('@qlik/api opens an app with the exported PFX, as in its documentation', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--import',
      'tsx',
      PFX_CLIENT,
      `https://localhost:${server.ports.engine}`,
      server.certificates.clientPfx,
    ],
    {
      timeout: 30_000,
      env: {
        ...process.env,
        NODE_EXTRA_CA_CERTS: server.certificates.root,
        PFX_PASSWORD,
        APP_ID: FLIGHTS,
      },
    },
  );
  assert.match(stdout, /^sheets: [1-9]/);
});

test('the repository answers on its own port to the certificate and the service user', async () => {
  const ask = (headers: Record<string, string>, tls?: object): ReturnType<typeof callWithCertificate> =>
    callWithCertificate(server, server.ports.repository, {
      path: '/qrs/app',
      headers,
      ...(tls === undefined ? {} : { tls }),
    });
  const user = { 'x-qlik-user': 'UserDirectory=INTERNAL; UserId=sa_repository' };
  const answer = await ask(user);
  assert.equal((answer.body as unknown[]).length, createDemoCatalog().apps.length);
  assert.equal((await ask({})).status, 403);
  assert.equal((await ask({ ...user, 'x-qlik-xrfkey': XRFKEY.toUpperCase() })).status, 403);
  await assert.rejects(ask(user, { rejectUnauthorized: false }), /alert|ECONNRESET|certificate/i);
});

test('a file exported by @qlik/api is served by the virtual proxy to the user who exported it', async () => {
  const appSession = apiFor('ada').qix.openAppSession({ appId: FLIGHTS, identity: 'export' });
  const doc = await appSession.getDoc();
  const table = await doc.createSessionObject({
    qInfo: { qType: 'x' },
    qHyperCubeDef: { qDimensions: [{ qDef: { qFieldDefs: ['Month'] } }] },
  });
  const target = table as unknown as { exportData(...all: readonly unknown[]): Promise<{ qUrl: string }> };
  const { qUrl } = await target.exportData('CSV_C', '/qHyperCubeDef', 'months');
  await appSession.close({ websocketCloseDelay: 0 });
  assert.match(qUrl, /^\/tempcontent\/[^/]+\/months\.csv$/);
  const read = async (userId: string): Promise<Response> =>
    fetch(`${server.origin}/jwt${qUrl}`, { headers: { authorization: `Bearer ${await jwtFor(userId)}` } });
  assert.equal((await (await read('ada')).text()).replace('\uFEFF', ''), 'Month\r\nJan\r\nFeb\r\nMar\r\n');
  assert.equal((await read('grace')).status, 404);
});
