import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { type HttpsCertificate, provideHttpsCertificate } from './https-certificate.ts';

const DAY_MS = 86_400_000;

async function folderOf(context: TestContext): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'qlik-https-'));
  context.after(() => rm(parent, { recursive: true }));
  return join(parent, 'certificates');
}

/** Calls a server that has the certificate. @returns the status, or the code of the TLS error */
async function call(certificate: HttpsCertificate, host: string, ca: string | undefined): Promise<unknown> {
  const server = createServer(certificate.tls, (_request, response) => response.writeHead(204).end());
  server.listen(0, host === '::1' ? '::1' : '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise((resolve, reject) => {
      const asked = request({ host, port, ca, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === undefined) reject(error);
        else resolve(error.code);
      });
      asked.end();
    });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

test('is for localhost and the loopback addresses, and for those who trust the authority', async (context) => {
  const certificate = await provideHttpsCertificate(await folderOf(context));
  const authority = await readFile(certificate.authorityFile, 'utf8');
  for (const host of ['localhost', '127.0.0.1']) {
    assert.equal(await call(certificate, host, authority), 204, host);
    assert.match(String(await call(certificate, host, undefined)), /SELF_SIGNED|UNABLE_TO/, host);
  }
  const root = new X509Certificate(authority);
  const own = new X509Certificate(certificate.tls.cert);
  assert.equal(root.ca, true);
  assert.equal(own.ca, false);
  assert.ok(own.verify(root.publicKey));
  assert.deepEqual(
    ['127.0.0.1', '::1', '10.0.0.1'].map((ip) => own.checkIP(ip) !== undefined),
    [true, true, false],
  );
  for (const host of ['example.com', 'localhost.example.com', 'x.localhost'])
    assert.equal(own.checkHost(host), undefined, host);
  // Apple refuses certificates of servers that are valid for longer.
  assert.ok(Date.parse(own.validTo) - Date.parse(own.validFrom) < 825 * DAY_MS);
});

test('is kept, so that the authority is trusted once, and its authority’s key is not', async (context) => {
  const folder = await folderOf(context);
  const first = await provideHttpsCertificate(folder);
  assert.deepEqual(await provideHttpsCertificate(folder), first);
  assert.deepEqual((await readdir(folder)).sort(), ['authority.pem', 'localhost.pem', 'localhost_key.pem']);
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
  assert.equal((await stat(join(folder, 'localhost_key.pem'))).mode & 0o777, 0o600);
});

test('is made again when the kept one is of no use', async (context) => {
  const folder = await folderOf(context);
  const damages: readonly (readonly [what: string, damage: () => Promise<void>])[] = [
    ['no authority', () => rm(join(folder, 'authority.pem'))],
    ['no key', () => rm(join(folder, 'localhost_key.pem'))],
    ['no certificate', () => rm(join(folder, 'localhost.pem'))],
    ['a text', () => writeFile(join(folder, 'localhost.pem'), 'no certificate')],
    ['an empty authority', () => writeFile(join(folder, 'authority.pem'), '')],
    [
      'another authority',
      async () => {
        const other = await provideHttpsCertificate(join(folder, '..', 'other'));
        await writeFile(join(folder, 'authority.pem'), await readFile(other.authorityFile));
      },
    ],
    [
      'another key',
      async () => {
        const other = await provideHttpsCertificate(join(folder, '..', 'other'));
        await writeFile(join(folder, 'localhost_key.pem'), other.tls.key);
      },
    ],
  ];
  let before = await provideHttpsCertificate(folder);
  for (const [what, damage] of damages) {
    await chmod(folder, 0o700);
    await damage();
    const after = await provideHttpsCertificate(folder);
    assert.notEqual(after.tls.cert, before.tls.cert, what);
    assert.equal(await call(after, 'localhost', await readFile(after.authorityFile, 'utf8')), 204, what);
    before = after;
  }
  const { validTo } = new X509Certificate(before.tls.cert);
  const soonExpired = await provideHttpsCertificate(folder, () => Date.parse(validTo) - DAY_MS);
  assert.notEqual(soonExpired.tls.cert, before.tls.cert);
});
