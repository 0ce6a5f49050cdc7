import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { createSigningCertificate } from '../../listening/certificate-authority.ts';
import { provideDemoKeyPair } from './demo-key-pair.ts';
import { readIdentityProviderFile } from './identity-provider-file.ts';
import { IdentityProviderError, type IdentityProviderInput, IdentityProviders } from './identity-provider.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const base = { issuer: 'https://idp.example', kid: 'one' };

async function folderFor(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-keys-'));
  context.after(() => rm(folder, { recursive: true }));
  return folder;
}

test('takes public keys as PEM, certificate or JWK, with the algorithms that go with them', async () => {
  const algorithmsOf = (key: Partial<IdentityProviderInput>) =>
    new IdentityProviders().put({ ...base, ...key }).algorithms;
  const { certificate } = await createSigningCertificate('CN=test');
  assert.ok(algorithmsOf({ pem }).includes('RS256'));
  assert.ok(algorithmsOf({ pem: certificate }).includes('RS256'));
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' });
  assert.deepEqual(algorithmsOf({ jwk: { ...ec } }), ['ES384']);
});

test('refuses keys that are private, too short, of another kind or none, and says so', () => {
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
  const cases: [Partial<IdentityProviderInput>, RegExp][] = [
    [{}, /either as “pem” or as “jwk”/],
    [{ pem, jwk: {} }, /either as “pem” or as “jwk”/],
    [{ pem: rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }, /private key/],
    [{ jwk: { ...rsa.privateKey.export({ format: 'jwk' }) } }, /private key/],
    [{ pem: short.export({ type: 'spki', format: 'pem' }).toString() }, /2048 bits/],
    [{ pem: 'hello' }, /“pem” holds no public key/],
    [{ jwk: { kty: 'oct', k: 'aGVsbG8' } }, /“jwk” holds no public key/],
    [{ jwk: { ...generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }) } }, /Ed25519/],
  ];
  for (const [key, reason] of cases) {
    assert.throws(
      () => new IdentityProviders().put({ ...base, ...key }),
      (error: unknown) => error instanceof IdentityProviderError && reason.test(error.message),
      String(reason),
    );
  }
});

test('reads providers from a file, with keys beside it, and names what is wrong with an entry', async (context) => {
  const folder = await folderFor(context);
  const path = join(folder, 'providers.json');
  await writeFile(join(folder, 'key.pem'), pem);
  const read = async (content: unknown) => {
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return readIdentityProviderFile(path);
  };
  assert.deepEqual(await read([{ ...base, pemFile: 'key.pem' }]), [{ ...base, tenant: 'cloud', pem }]);
  const cases: [unknown, RegExp][] = [
    ['{', /cannot be read as JSON/],
    [{}, /a list/],
    [['x'], /entry 1: “issuer” is missing/],
    [
      [
        { ...base, pem },
        { issuer: 'x', pem },
      ],
      /entry 2: “kid” is missing/,
    ],
    [[{ ...base, key: pem }], /“key” is not known/],
    [[{ ...base, pemFile: 'none.pem' }], /“pemFile” .*none\.pem cannot be read/],
    [[{ ...base, pem, clockToleranceSec: -1 }], /“clockToleranceSec”/],
    [[{ ...base, pem: 'x' }], /entry 1: “pem” holds no public key/],
  ];
  assert.throws(
    () => readIdentityProviderFile(join(folder, 'none.json')),
    /none\.json cannot be read: ENOENT/,
  );
  for (const [content, reason] of cases) {
    await assert.rejects(read(content), reason, String(reason));
  }
});

test('only its owner can read the demo’s private key, which stays the same between runs', async (context) => {
  const folder = join(await folderFor(context), 'keys');
  const first = await provideDemoKeyPair(folder);
  assert.equal((await stat(first.privateKeyFile)).mode & 0o777, 0o600);
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
  const again = await provideDemoKeyPair(folder);
  assert.equal(again.publicKey, first.publicKey);
  assert.match(await readFile(again.privateKeyFile, 'utf8'), /BEGIN PRIVATE KEY/);
  assert.doesNotMatch(await readFile(again.publicKeyFile, 'utf8'), /PRIVATE/);
});
