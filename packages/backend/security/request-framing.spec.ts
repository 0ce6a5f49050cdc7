import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createCertificates } from '../testing/certificates.ts';
import { type RecordingServer, startRecordingServer } from '../testing/recording-server.ts';
import { type Framing, FRAMINGS, WITHOUT_BODY } from '../testing/request-framings.ts';
import { startTestBackend, type TestBackend } from '../testing/test-backend.ts';
import { json, TestBrowser } from '../testing/test-browser.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const CONNECTIONS = ['key', 'machine', 'web', 'header', 'certificate'] as const;

describe('the framing of relayed requests', () => {
  let qlik: RecordingServer;
  let backend: TestBackend;
  let ada: TestBrowser;
  let grace: TestBrowser;

  before(async () => {
    qlik = await startRecordingServer();
    const host = qlik.origin;
    const secret = { clientId: 'client', clientSecret: 'very-secret-client' };
    const shared = { access: 'full', audience: 'everyone-signed-in', allow: 'all' };
    const { certificate, key } = (await createCertificates()).client;
    backend = await startTestBackend({
      logLevel: 'error',
      connections: {
        key: { type: 'apikey', host, apiKey: 'very-secret-key', ...shared },
        machine: { type: 'm2m', host, ...secret, ...shared },
        web: { type: 'oauth2-web', host, ...secret },
        header: { type: 'header', host, headerName: 'X-User', userDirectory: 'TEST' },
        certificate: {
          type: 'pfx',
          engine: host,
          repository: host,
          certificate,
          key,
          userDirectory: 'TEST',
          ...shared,
        },
      },
    });
    [ada, grace] = (await Promise.all(
      ['ada', 'grace'].map(async (name) => {
        const user = await new TestBrowser(backend.origin).signIn(name);
        const begun = await user.get('/api/qlik/web/sign-in');
        const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
        await user.get(`/api/qlik/web/callback?code=x&state=${state}`);
        return user;
      }),
    )) as [TestBrowser, TestBrowser];
    for (const user of [ada, grace]) for (const id of CONNECTIONS) await user.get(pathOf(id, 'first'));
  });
  beforeEach(() => {
    qlik.requests.length = 0;
    qlik.leftovers.length = 0;
  });
  after(async () => {
    await backend.close();
    await qlik.close();
  });

  for (const connection of CONNECTIONS) {
    for (const framing of FRAMINGS) {
      it(`${connection}: ${framing.name}`, async () => {
        for (const method of METHODS) await check(connection, method, framing);
      });
    }
  }

  async function check(connection: string, method: string, framing: Framing): Promise<void> {
    qlik.requests.length = 0;
    const what = `${method}, ${framing.name}`;
    const response = await send(connection, method, framing);
    const isAllowed =
      framing.body !== undefined && (framing.isEmpty === true || !WITHOUT_BODY.includes(method));
    const [status = 0] = statuses(response);
    const own = qlik.requests.filter(({ head }) => !head.includes('/oauth/') && !head.includes('/qps/'));
    if (isAllowed) {
      const [request, ...more] = own;
      assert.equal(status, 200, what);
      assert.equal(more.length, 0, what);
      assert.ok(request !== undefined, what);
      assert.ok(request.head.startsWith(`${method} ${upstreamPath(connection, 'framed')}`), what);
      assert.equal(request.body, framing.body, what);
      assert.doesNotMatch(request.head, /^(?:trailer|expect|te|upgrade|x-qlik-user: root):?/im, what);
    } else {
      assert.deepEqual(own, [], what);
      assert.ok(status === 400 || status === 417, `${what}: ${status}`);
    }
    // The next user, over the connections to Qlik that are open: the response is this user's own.
    const mark = `second-${Math.random().toString(36).slice(2)}`;
    const second = await grace.get(pathOf(connection, mark));
    const echoed = await json(second);
    assert.equal(second.status, 200, what);
    assert.ok(
      String(echoed['line']).startsWith(`GET ${upstreamPath(connection, mark)}`),
      `${what}: ${String(echoed['line'])}`,
    );
    if (connection === 'certificate') assert.equal(echoed['user'], 'UserDirectory=TEST; UserId=grace', what);
    if (connection === 'header') {
      assert.equal(echoed['user'], 'TEST\\grace', what);
      assert.equal(echoed['cookie'], 'X-Qlik-Session=session-of-TEST\\grace', what);
    }
    assert.deepEqual(qlik.leftovers, [], what);
    assert.ok(!qlik.requests.some(({ head }) => /hidden|root/.test(head)), what);
  }

  /** Sends one request as it is written, and resolves with everything that comes back. */
  function send(connection: string, method: string, { headers, wire }: Framing): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(backend.origin).port), 'localhost');
      let received = '';
      // The server keeps the connection open: all responses arrive within this time.
      let quiet = setTimeout(() => socket.destroy(), 2_000);
      socket.on('data', (bytes: Buffer) => {
        received += bytes.toString('latin1');
        if (statuses(received).length === 0) return;
        clearTimeout(quiet);
        quiet = setTimeout(() => socket.destroy(), 15);
      });
      socket.on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ECONNRESET' || error.code === 'EPIPE' ? undefined : reject(error),
      );
      socket.once('close', () => {
        clearTimeout(quiet);
        resolve(received);
      });
      const head = [
        `${method} ${pathOf(connection, 'framed')} HTTP/1.1`,
        `host: ${new URL(backend.origin).host}`,
        `origin: ${backend.origin}`,
        `cookie: ${ada.cookie}`,
        ...headers,
      ];
      socket.write(Buffer.from(`${head.join('\r\n')}\r\n\r\n${wire}`, 'latin1'));
    });
  }
});

/** The final statuses of all responses in a text. */
function statuses(responses: string): readonly number[] {
  return [...responses.matchAll(/HTTP\/1\.1 (\d{3}) /g)]
    .map(([, status]) => Number(status))
    .filter((status) => status >= 200);
}

function pathOf(connection: string, last: string): string {
  return `/qlik/${connection}${upstreamPath(connection, last)}`;
}

function upstreamPath(connection: string, last: string): string {
  return connection === 'certificate' ? `/qrs/about/${last}` : `/api/v1/items/${last}`;
}
