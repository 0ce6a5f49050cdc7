import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { ListenError } from '../listening/loopback-listener.ts';
import { createClientManagedServer } from './server.ts';
import { startTestServer, FakeEngine, fakeCatalog } from './testing/test-server.ts';

const PORTS = { proxy: 0, proxyService: 0, repository: 0, engine: 0 };

test('releases everything when one of its ports is in use', async (t) => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  t.after(() => other.close());
  const { port } = other.address() as AddressInfo;
  const free = createServer();
  await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
  const { port: wanted } = free.address() as AddressInfo;
  await new Promise((resolve) => free.close(resolve));
  await assert.rejects(
    createClientManagedServer({
      id: 'x',
      ports: { ...PORTS, proxy: wanted, engine: port },
      engine: new FakeEngine(),
      catalog: fakeCatalog(),
      appOrigins: [],
    }),
    (error: unknown) => error instanceof ListenError && error.port === port,
  );
  await assert.rejects(fetch(`http://localhost:${wanted}/`));
});

test('refuses an invalid JWT certificate before it opens a port', async () => {
  await assert.rejects(
    createClientManagedServer({
      id: 'x',
      ports: PORTS,
      engine: new FakeEngine(),
      catalog: fakeCatalog(),
      appOrigins: [],
      jwtCertificate: 'no certificate',
    }),
    /no X.509 certificate in PEM form/,
  );
});

test('removes its temporary certificates on close', async (t) => {
  const { server } = await startTestServer(t);
  const { folder } = server.certificates;
  assert.ok(existsSync(folder));
  await server.close();
  assert.equal(existsSync(folder), false);
  await assert.rejects(fetch(server.origin));
});

// Only Linux accepts 127.0.0.2.
test('listens on the loopback interface only', { skip: process.platform !== 'linux' }, async (t) => {
  const { server } = await startTestServer(t);
  for (const port of Object.values({ ...server.ports })) {
    const probe = createServer();
    // The port is still free on another address of the machine.
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(port, '127.0.0.2', resolve);
    });
    await new Promise((resolve) => probe.close(resolve));
  }
});

test('requests with a host that is no host get an answer below 500', async (t) => {
  const { server } = await startTestServer(t);
  for (const host of ['.0', '1.2.3.4.5', '256.0.0.1', 'a:99999', '[::g]', '..', '-'])
    assert.ok((await send(server.ports.proxy, 'GET', '/', { host })).status < 500, host);
});

test('generated requests get an answer below 500 each, and no session without a credential', async (t) => {
  const { server } = await startTestServer(t);
  const part = fc.constantFrom(
    ...[
      '',
      'ticket',
      'jwt',
      'header',
      'legacy',
      'qps',
      'user',
      'csrftoken',
      'qrs',
      'about',
      'app',
      'hub',
      '..',
    ],
    ...[
      '%2e%2e',
      '%00',
      '%',
      '%ff',
      '//',
      'internal_windows_authentication',
      'internal_forms_authentication',
      '',
    ],
  );
  const value = fc.oneof(
    fc.stringMatching(/^[\x20-\x7e]{0,40}$/),
    fc.constantFrom(
      'Bearer ',
      'Bearer a.b.c',
      'NTLM TlRMTVNTUAADAAAA',
      'Negotiate =',
      '[',
      'a b',
      String.raw`A\b`,
    ),
  );
  const headers = fc.dictionary(
    fc.constantFrom(
      'authorization',
      'cookie',
      'host',
      'origin',
      'x-qlik-xrfkey',
      'x-qlik-user',
      'user-agent',
    ),
    value,
  );
  const query = fc.dictionary(
    fc.constantFrom('qlikTicket', 'targetId', 'targetUri', 'xrfkey', 'reloadUri'),
    value,
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'DELETE', 'OPTIONS', 'PUT', 'HEAD'),
      fc.array(part, { maxLength: 4 }),
      headers,
      query,
      async (method, parts, sent, parameters) => {
        const path = `/${parts.join('/')}?${new URLSearchParams(parameters).toString()}`;
        const answer = await send(server.ports.proxy, method, path, sent);
        assert.ok(answer.status < 500, `${method} ${path} ${JSON.stringify(sent)}: ${answer.status}`);
        assert.deepEqual(
          answer.cookies.filter((line) => !/=;/.test(line)),
          [],
        );
      },
    ),
    { numRuns: 600 },
  );
});

function send(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; cookies: readonly string[] }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      response.resume();
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, cookies: response.headers['set-cookie'] ?? [] }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
