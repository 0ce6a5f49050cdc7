import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isUsable } from '../../listening/kept-certificate.ts';
import { writeCertificateFolder } from './certificate-folder.ts';
import { provideServerCertificates } from './kept-certificates.ts';
import type { ServerCertificates } from './server-certificates.ts';

const DAY_MS = 86_400_000;

/** As a server does at its start. */
async function start(folder: string): Promise<ServerCertificates> {
  const certificates = await provideServerCertificates(folder);
  await writeCertificateFolder(folder, certificates, certificates.jwt);
  return certificates;
}

function changed(before: ServerCertificates, after: ServerCertificates): readonly string[] {
  return (['root', 'server', 'client', 'jwt'] as const).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
}

test('a server has the certificates of its earlier start, and replaces what is damaged or foreign', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'qlik-certificates-'));
  t.after(() => rm(folder, { recursive: true }));
  const pfxFile = join(folder, 'client.pfx');
  const first = await start(folder);
  const pfx = await readFile(pfxFile);
  assert.deepEqual(changed(first, await start(folder)), []);
  assert.deepEqual(await readFile(pfxFile), pfx);

  // Packed certificates that are missing are packed again.
  await rm(pfxFile);
  assert.deepEqual(changed(first, await start(folder)), []);
  assert.ok((await readFile(pfxFile)).length > 0);

  await writeFile(join(folder, 'jwt_certificate.pem'), first.server.certificate);
  const second = await start(folder);
  assert.deepEqual(changed(first, second), ['jwt']);

  await writeFile(join(folder, 'client_key.pem'), first.server.key);
  await writeFile(pfxFile, 'damaged');
  assert.deepEqual(changed(second, await start(folder)), ['root', 'server', 'client']);
  assert.notEqual(await readFile(pfxFile, 'utf8'), 'damaged');

  const usableAfter = (days: number): boolean =>
    isUsable(first.client, first.root, Date.now() + days * DAY_MS);
  assert.deepEqual([usableAfter(300), usableAfter(360)], [true, false]);
});
