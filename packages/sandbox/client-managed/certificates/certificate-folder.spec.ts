import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createSecureContext } from 'node:tls';
import { createSigningCertificate } from '../../listening/certificate-authority.ts';
import { createServerCertificates } from './server-certificates.ts';
import { PFX_PASSWORD, writeCertificateFolder } from './certificate-folder.ts';

test('exports a chain that verifies, and files that only their owner can read', async (t) => {
  const parent = await mkdtemp(join(tmpdir(), 'qlik-certificates-'));
  t.after(() => rm(parent, { recursive: true }));
  const certificates = await createServerCertificates();
  const files = await writeCertificateFolder(
    join(parent, 'certificates'),
    certificates,
    await createSigningCertificate('CN=jwt'),
  );

  const root = new X509Certificate(await readFile(files.root));
  const client = new X509Certificate(await readFile(files.client));
  const server = new X509Certificate(certificates.server.certificate);
  assert.equal(root.ca, true);
  assert.ok(client.verify(root.publicKey));
  assert.ok(server.verify(root.publicKey));
  assert.equal(server.checkHost('localhost'), 'localhost');
  assert.equal(server.checkIP('127.0.0.1'), '127.0.0.1');
  assert.equal(client.ca, false);

  for (const path of [files.client, files.clientKey, files.clientPfx, files.jwtKey]) {
    assert.ok(path);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
  }
  assert.equal((await stat(files.folder)).mode & 0o777, 0o700);
});

test('packs the client certificate into a PFX that opens with its password only', async (t) => {
  const parent = await mkdtemp(join(tmpdir(), 'qlik-certificates-'));
  t.after(() => rm(parent, { recursive: true }));
  const files = await writeCertificateFolder(
    parent,
    await createServerCertificates(),
    await createSigningCertificate('CN=jwt'),
  );
  const pfx = await readFile(files.clientPfx);
  assert.doesNotThrow(() => createSecureContext({ pfx, passphrase: PFX_PASSWORD }));
  assert.throws(() => createSecureContext({ pfx, passphrase: 'guess' }), /mac verify failure/);
});
