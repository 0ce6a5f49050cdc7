import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { jwtVerify } from 'jose';
import { signCloudJwt, signVirtualProxyJwt } from '../qlik/jwt.ts';
import {
  ecKey,
  encryptedFormsOf,
  formsOf,
  publicFormsOf,
  quotes,
  rsaKey,
  type SelfSigned,
  selfSigned,
  WRITINGS,
} from '../testing/key-files.ts';
import { SettingsError } from '../settings-error.ts';
import { startTestBackend } from '../testing/test-backend.ts';
import { readAuthorities, readCertificates } from './certificate.ts';
import { readPrivateKey } from './private-key.ts';
import { readPublicKey } from './public-key.ts';
import { readSecretsFile } from './secrets-file.ts';
import { anyText } from '../testing/any-text.ts';

const USER = { id: 'ada', name: 'Ada', email: 'ada@x.example', isEmailVerified: true };
const CLOUD = { type: 'jwt', host: 'https://t.example', issuer: 'i', keyId: 'k', user: { from: 'id' } };
const PROXY = { type: 'jwt-virtual-proxy', userDirectory: 'D', user: { from: 'id' } };
const TICKET = {
  type: 'ticket',
  proxyService: 'https://q.example:4243',
  userDirectory: 'D',
  user: { from: 'id' },
};

describe('keys and certificates of the secrets file', () => {
  let folder: string;
  const rsa = rsaKey();
  const ec = ecKey();
  let own: SelfSigned;
  let other: SelfSigned;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keys-'));
    [own, other] = await Promise.all([selfSigned('own'), selfSigned('other')]);
  });
  after(() => rmSync(folder, { recursive: true }));

  let count = 0;
  const put = (content: string | Buffer): { file: string } => {
    count += 1;
    const file = join(folder, `${count}.pem`);
    writeFileSync(file, content, { mode: 0o600 });
    return { file };
  };
  const start = (
    connection: object,
    {
      environment = {},
      onWarning,
    }: { environment?: Record<string, string>; onWarning?: (w: string) => void } = {},
  ) => {
    const file = join(folder, 'secrets.json');
    writeFileSync(file, JSON.stringify({ connections: { one: connection } }), { mode: 0o600 });
    return readSecretsFile(file, {
      environment,
      onSecret: () => undefined,
      ...(onWarning === undefined ? {} : { onWarning }),
    }).get('one');
  };
  const refusal = (connection: object): string => {
    try {
      start(connection);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    assert.fail('it was accepted');
  };
  const signed = async (connection: object, environment?: Record<string, string>): Promise<string> => {
    const found = start(connection, environment === undefined ? {} : { environment });
    if (found?.type === 'jwt') return (await signCloudJwt(found, USER)).token;
    if (found?.type === 'jwt-virtual-proxy') return (await signVirtualProxyJwt(found, USER)).token;
    return assert.fail('it is no connection with a key');
  };

  for (const [type, connection, algorithm, key] of [
    ['RSA', CLOUD, 'RS256', rsa],
    ['RSA', PROXY, 'RS384', rsa],
    ['EC', CLOUD, 'ES384', ec],
  ] as const) {
    for (const [form, pem] of Object.entries(formsOf(key))) {
      for (const [writing, write] of Object.entries(WRITINGS)) {
        it(`sign ${algorithm} with ${type} as ${form}, with ${writing}`, async () => {
          const content = write(pem);
          const sources: readonly (readonly [unknown, Record<string, string>])[] = [
            [put(content), {}],
            ...(typeof content === 'string'
              ? [[{ env: 'KEY' }, { KEY: content }] as const, [content, {}] as const]
              : []),
          ];
          for (const [privateKey, environment] of sources) {
            const token = await signed({ ...connection, algorithm, privateKey }, environment);
            await jwtVerify(token, createPublicKey(key));
          }
        });
      }
    }
  }

  const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey;
  const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const encryptedRsa = encryptedFormsOf(rsa);
  const encryptedEc = encryptedFormsOf(ec);
  const openssh =
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n';
  const [line = ''] = pem(rsa).split('\n').slice(3);
  for (const [what, algorithm, content, message] of [
    ['an encrypted PKCS#8 key', 'RS256', encryptedRsa['PKCS#8'], /is encrypted.*openssl pkey -in/],
    ['an encrypted PKCS#1 key', 'RS256', encryptedRsa['pkcs1'], /is encrypted.*openssl pkey -in/],
    ['an encrypted SEC1 key', 'ES384', encryptedEc['sec1'], /is encrypted.*openssl pkey -in/],
    ['a short key', 'RS256', pem(rsaKey(1024)), /is too short: RSA with 1024 bits.*openssl genpkey/],
    ['an EC key for RSA', 'RS256', pem(ec), /is an EC key on the curve P-384, and RS256 needs.*genpkey/],
    ['an RSA key for EC', 'ES384', pem(rsa), /is an RSA key of 2048 bits, and ES384 needs.*P-384/],
    [
      'another curve',
      'ES384',
      pem(ecKey('P-256')),
      /on the curve P-256, and ES384 needs.*ec_paramgen_curve:P-384/,
    ],
    ['a key for PSS', 'RS256', pem(pss), /is an RSA-PSS key, and RS256 needs/],
    ['Ed25519', 'RS256', pem(generateKeyPairSync('ed25519').privateKey), /of the type ed25519, and RS256/],
    ['a key of OpenSSH', 'RS256', openssh, /form of OpenSSH.*ssh-keygen/],
    ['a public key', 'RS256', publicFormsOf(rsa).SPKI, /is no private key: it has PUBLIC KEY only/],
    [
      'a key that is cut off',
      'RS256',
      pem(rsa).slice(0, 900),
      /cut off: "-----END PRIVATE KEY-----" is missing/,
    ],
    ['a damaged key', 'RS256', pem(rsa).replace(`${line}\n`, ''), /is damaged/],
    ['a key without its first and last line', 'RS256', pem(rsa).replace(/-----.*-----/g, ''), /is not PEM/],
    ['a JWK', 'RS256', JSON.stringify(rsa.export({ format: 'jwk' })), /is not PEM/],
    [
      'DER',
      'RS256',
      rsa.export({ type: 'pkcs8', format: 'der' }),
      /is binary.*openssl pkcs12.*openssl pkey -inform DER/,
    ],
  ] as const) {
    it(`refuse ${what} at the start, saying what it is and not what is in it`, () => {
      const given = content ?? assert.fail('there is no such form');
      const text = refusal({ ...CLOUD, algorithm, privateKey: put(given) });
      assert.match(text, /connections\.one\.privateKey: /);
      assert.match(text, message);
      assert.ok(!quotes(text, given.toString()));
      assert.ok(!text.includes('undefined'));
    });
  }

  it('refuse a key while another field is wrong too', () => {
    const text = refusal({ ...CLOUD, host: 'x', privateKey: pem(ec) });
    assert.match(text, /connections\.one\.host/);
    assert.match(text, /connections\.one\.privateKey: is an EC key/);
  });

  it('give TLS a key and certificates that it takes, in every form and writing', () => {
    for (const key of Object.values(formsOf(own.key))) {
      for (const write of Object.values(WRITINGS)) {
        const found = start({
          ...TICKET,
          certificate: put(write(own.certificate)),
          key: put(write(key)),
          ca: put(write(`# first\n${own.certificate}\n# second\n${other.certificate}`)),
        });
        assert.ok(found?.type === 'ticket');
        createSecureContext({ cert: found.certificate, key: found.key, ...(found.ca && { ca: found.ca }) });
        assert.equal(found.ca?.match(/-----BEGIN CERTIFICATE-----\n/g)?.length, 2);
      }
    }
  });

  it('take a chain, and a file that has both certificate and key', () => {
    const both = put(own.certificate + pem(own.key) + other.certificate);
    const found = start({ ...TICKET, certificate: both, key: both });
    assert.ok(found?.type === 'ticket');
    assert.equal(found.certificate.match(/BEGIN/g)?.length, 2);
    assert.doesNotMatch(found.certificate, /PRIVATE/);
    createSecureContext({ cert: found.certificate, key: found.key });
  });

  it('refuse certificates and keys that TLS would fail with later', () => {
    const good = { ...TICKET, certificate: own.certificate, key: pem(own.key), ca: other.certificate };
    const cut = own.certificate.slice(0, 400);
    const damaged = own.certificate.replace(/\n.{20}/, `\n${'A'.repeat(20)}`);
    for (const [changes, message] of [
      [{ key: pem(other.key) }, /one\.key: does not belong to "certificate".*openssl/],
      [{ certificate: other.certificate + own.certificate }, /one\.key: is the key of certificate 2 .*first/],
      [{ key: encryptedFormsOf(own.key)['PKCS#8'] }, /one\.key: is encrypted/],
      [{ key: own.certificate }, /one\.key: is no private key: it has CERTIFICATE only/],
      [{ certificate: pem(own.key) }, /one\.certificate: is no certificate: it has PRIVATE KEY only/],
      [{ certificate: own.request }, /one\.certificate: .*CERTIFICATE REQUEST only.*openssl x509 -req/],
      [{ certificate: damaged }, /one\.certificate: is damaged/],
      [{ certificate: own.certificate + cut }, /one\.certificate: is cut off/],
      [{ certificate: 'client.pem' }, /one\.certificate: is no certificate: it is not PEM/],
      [{ ca: own.certificate + damaged }, /one\.ca: is damaged: .*certificate 2 of 2/],
      [{ ca: own.certificate + cut }, /one\.ca: is cut off: "-----END CERTIFICATE-----"/],
      [{ ca: own.certificate + pem(own.key) }, /one\.ca: has to hold certificates only.*PRIVATE KEY/],
      [{ ca: 'root.pem' }, /one\.ca: is no certificate/],
    ] as const) {
      const text = refusal({ ...good, ...changes });
      assert.match(text, message);
      assert.ok(!quotes(text, pem(own.key) + pem(other.key)));
    }
    const header = { type: 'header', host: 'https://q.example', headerName: 'X-User', userDirectory: 'D' };
    assert.match(refusal({ ...header, user: { from: 'id' }, ca: 'root.pem' }), /one\.ca: is no certificate/);
  });

  it('start with a warning for certificates outside their dates', async () => {
    const old = await selfSigned('old', { from: -3, to: -2 });
    const early = await selfSigned('early', { from: 2, to: 3 });
    const warnings: string[] = [];
    const onWarning = (warning: string): void => void warnings.push(warning);
    start({ ...TICKET, certificate: old.certificate, key: pem(old.key), ca: own.certificate }, { onWarning });
    start(
      { ...TICKET, certificate: own.certificate, key: pem(own.key), ca: own.certificate + early.certificate },
      { onWarning },
    );
    assert.equal(warnings.length, 2);
    assert.match(warnings[0] ?? '', /connections\.one\.certificate has expired, on .* GMT/);
    assert.match(warnings[1] ?? '', /connections\.one\.ca is not valid before .*certificate 2, CN=early/);
    start({ ...TICKET, certificate: own.certificate, key: pem(own.key) }, { onWarning });
    assert.equal(warnings.length, 2);
  });

  it('stop the start of the backend, or are warned of in its log', async () => {
    await assert.rejects(
      startTestBackend({ connections: { one: { ...CLOUD, privateKey: pem(ec) } } }),
      (error: unknown) =>
        error instanceof SettingsError && /one\.privateKey: is an EC key/.test(error.message),
    );
    const old = await selfSigned('old', { from: -3, to: -2 });
    const backend = await startTestBackend({
      connections: { one: { ...TICKET, certificate: put(old.certificate), key: put(pem(old.key)) } },
    });
    await backend.close();
    const warnings = backend
      .log()
      .split('\n')
      .filter((line) => line.includes('"level":40'));
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /connections\.one\.certificate has expired/);
  });

  it('read any text without another kind of failure, and quote no key', () => {
    const pieces = [pem(rsa), pem(ec), own.certificate, own.request, ...Object.values(encryptedRsa)];
    const cut = fc
      .tuple(fc.constantFrom(...pieces), fc.nat(), fc.nat(), anyText({ maxLength: 12 }))
      .map(([text, from, to, put]) => text.slice(0, from % text.length) + put + text.slice(to % text.length));
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 3 }), (parts) => {
        const text = parts.join('');
        for (const read of [readPrivateKey, readPublicKey, readCertificates, readAuthorities]) {
          const { problem = '' } = read(text);
          assert.ok(!quotes(problem, pem(rsa)) && !quotes(problem, pem(ec)), problem);
        }
      }),
      { numRuns: 500 },
    );
  });
});
