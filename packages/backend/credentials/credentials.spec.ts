import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'node:test';
import { importPKCS8, importX509, type JWTPayload, jwtVerify, SignJWT } from 'jose';
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
import { compiledProgram } from '../../../tools/processes/compiled-program.ts';
import { checkJwt } from './check-jwt.ts';
import { UsageError } from '../usage-error.ts';
import { CommandLine } from './command-line.ts';
import { check, sign } from './commands.ts';

const PROGRAM = fileURLToPath(new URL('main.ts', import.meta.url));
const CLOUD = { issuer: 'urn:ours', keyId: 'k1' };
const now = Math.floor(Date.now() / 1000);
const GOOD: JWTPayload = {
  sub: 'ada',
  subType: 'user',
  name: 'Ada Lovelace',
  email: 'ada@x.example',
  email_verified: true,
  iss: CLOUD.issuer,
  aud: 'qlik.api/login/jwt-session',
  jti: '1',
  iat: now,
  nbf: now,
  exp: now + 300,
};

/** As `npm run credentials` starts the program. */
const FROM_SOURCE = ['--import', 'tsx', PROGRAM];
/** Runs the compiled program, which starts in a fifth of the time, or another. */
async function run(
  args: readonly string[],
  input: string | Buffer = '',
  program?: readonly string[],
): Promise<{ code: number | null; out: string; err: string }> {
  const started = program ?? [await compiledProgram('packages/backend/credentials/main.ts')];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...started, ...args]);
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
    child.stdin.end(input);
  });
}

describe('the credential tools', { timeout: 120_000 }, () => {
  let folder: string;
  let key: string;
  let certificate: string;
  let made: Awaited<ReturnType<typeof run>>;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'credentials-'));
    made = await run(['keypair', '--out', join(folder, 'keys')], '', FROM_SOURCE);
    key = join(folder, 'keys', 'private-key.pem');
    certificate = join(folder, 'keys', 'certificate.pem');
  });
  after(() => rmSync(folder, { recursive: true }));
  const claims = ['--sub', 'ada', '--name', 'Ada', '--email', 'ada@x.example'];
  const cloud = ['--key', 'KEY', '--issuer', CLOUD.issuer, '--kid', CLOUD.keyId, ...claims];
  const withKey = (args: readonly string[]): string[] => args.map((arg) => (arg === 'KEY' ? key : arg));
  const signed = async (
    payload: JWTPayload,
    header: object = { kid: CLOUD.keyId },
    alg = 'RS256',
  ): Promise<string> =>
    new SignJWT(payload)
      .setProtectedHeader({ alg, ...header })
      .sign(await importPKCS8(readFileSync(key, 'utf8'), alg));

  it('create a key file that only its owner can read, and print no key', () => {
    assert.equal(made.code, 0, made.err);
    assert.ok(!made.out.includes('PRIVATE KEY'));
    assert.equal(statSync(key).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, 'keys')).mode & 0o777, 0o700);
    assert.match(readFileSync(certificate, 'utf8'), /BEGIN CERTIFICATE/);
  });

  it('overwrite nothing', async () => {
    const before = readFileSync(key, 'utf8');
    const { code, err } = await run(['keypair', '--out', join(folder, 'keys')]);
    assert.equal(code, 2);
    assert.match(err, /is there already/);
    assert.equal(readFileSync(key, 'utf8'), before);
  });

  it('print the private key with --print', async () => {
    const { out } = await run(['keypair', '--out', join(folder, 'shown'), '--algorithm', 'ES384', '--print']);
    assert.match(out, /BEGIN PRIVATE KEY/);
  });

  it('sign what their own check and the certificate find good', async () => {
    const { out, code } = await run(['sign', 'cloud', ...withKey(cloud), '--group', 'a', '--group', 'b']);
    assert.equal(code, 0);
    const { payload } = await jwtVerify(
      out.trim(),
      await importX509(readFileSync(certificate, 'utf8'), 'RS256'),
    );
    assert.deepEqual(payload['groups'], ['a', 'b']);
    assert.equal(Number(payload.exp) - Number(payload.nbf), 300);
    const checked = await run(['check', 'cloud', '--certificate', certificate, '--kid', CLOUD.keyId], out);
    assert.deepEqual([checked.code, checked.out], [0, 'Nothing that Qlik would refuse was found.\n']);
    const decoded = await run(['decode', out.trim()]);
    assert.match(decoded.out, /"subType": "user"/);
    assert.match(decoded.out, /exp {2}\d{4}-\d\d-\d\dT/);
  });

  it('sign for a virtual proxy, with any attribute', async () => {
    const args = [
      'sign',
      'virtual-proxy',
      '--key',
      key,
      '--user',
      'ada',
      '--directory',
      'CORP',
      '--claim',
      'group=x=y',
    ];
    const { out } = await run(args);
    const { payload } = await jwtVerify(
      out.trim(),
      await importX509(readFileSync(certificate, 'utf8'), 'RS256'),
    );
    assert.deepEqual([payload['userId'], payload['userDirectory'], payload['group']], ['ada', 'CORP', 'x=y']);
    assert.equal((await run(['check', 'virtual-proxy', out.trim()])).code, 0);
  });

  it('print the call without the credential', async () => {
    const cloudCall = await run(['curl', 'cloud', '--host', 'https://t.example/', '--web-integration', 'w1']);
    assert.match(
      cloudCall.out,
      /^curl -c cookies\.txt -X POST 'https:\/\/t\.example\/login\/jwt-session\?qlik-web-integration-id=w1'/,
    );
    assert.match(cloudCall.out, /Bearer \$JWT/);
    const proxyCall = await run(['curl', 'virtual-proxy', '--host', 'https://server/jwt']);
    assert.match(proxyCall.out, /'https:\/\/server\/jwt\/qrs\/about\?Xrfkey=(\w{16})'[^]*X-Qlik-Xrfkey: \1/);
  });

  for (const [what, args, message] of [
    ['no command', [], /Which command/],
    ['an unknown command', ['conjure'], /conjure/],
    ['an unknown option', ['keypair', '--color', 'red'], /color/],
    ['a missing target', ['sign'], /cloud or virtual-proxy/],
    ['a missing claim', ['sign', 'cloud', '--key', 'KEY'], /--sub is missing/],
    ['a day of life', ['sign', 'cloud', ...cloud, '--lifetime', '86400'], /--lifetime takes/],
    ['a symmetric algorithm', ['sign', 'cloud', ...cloud, '--algorithm', 'HS256'], /--algorithm takes/],
    ['a key that is none', ['sign', 'cloud', ...cloud, '--key', PROGRAM], /is no private key/],
    ['what is no JWT', ['decode', 'abc'], /no signed JWT/],
    ['a host that is none', ['curl', 'virtual-proxy', '--host', "x'; rm"], /--host takes/],
  ] as const) {
    it(`refuse ${what} and name what is expected`, async () => {
      const { code, err, out } = await run(withKey(args));
      assert.equal(code, 2);
      assert.match(err, message);
      assert.equal(out, '');
    });
  }

  const without = (claim: string): JWTPayload =>
    Object.fromEntries(Object.entries(GOOD).filter(([name]) => name !== claim));
  for (const claim of Object.keys(GOOD)) {
    it(`find that ${claim} is missing`, async () => {
      const findings = await checkJwt(await signed(without(claim)), { kind: 'cloud', ...CLOUD });
      assert.deepEqual(findings, [{ where: claim, why: 'is missing' }]);
    });
  }
  for (const [claim, value] of [
    ['aud', 'qlik.api'],
    ['subType', 'bot'],
    ['email_verified', 'true'],
    ['email_verified', false],
    ['sub', ' '],
    ['name', 5],
    ['groups', 'admins'],
    ['iss', 'urn:other'],
    ['exp', now - 10],
    ['exp', now + 6_000],
    ['nbf', now + 2_000],
    ['iat', 'yesterday'],
  ] as const) {
    it(`find that ${claim} must not be ${JSON.stringify(value)}`, async () => {
      const findings = await checkJwt(await signed({ ...GOOD, [claim]: value }), { kind: 'cloud', ...CLOUD });
      assert.deepEqual(
        findings.map(({ where }) => where),
        [claim],
      );
    });
  }

  it('find a wrong key id, algorithm and signature, and what is no token', async () => {
    const locations = async (token: string, publicKey?: string): Promise<string[]> => {
      const expected = {
        kind: 'cloud',
        ...CLOUD,
        ...(publicKey === undefined ? {} : { publicKey }),
      } as const;
      return (await checkJwt(token, expected)).map(({ where }) => where);
    };
    assert.deepEqual(await locations(await signed(GOOD, { kid: 'k2' })), ['kid']);
    assert.deepEqual(await locations(await signed(GOOD, {})), ['kid']);
    const symmetric = new SignJWT(GOOD).setProtectedHeader({ alg: 'HS256', kid: 'k1' });
    assert.deepEqual(await locations(await symmetric.sign(new Uint8Array(32))), ['alg']);
    const good = await signed(GOOD);
    const forged = `${good.slice(0, -8)}AAAAAAAA`;
    assert.deepEqual(await locations(forged, readFileSync(certificate, 'utf8')), ['signature']);
    assert.deepEqual(await locations('abc'), ['token']);
    const proxy = { kind: 'virtual-proxy', userIdClaim: 'userId', userDirectoryClaim: '[CORP]' } as const;
    assert.deepEqual(
      (await checkJwt(good, proxy)).map(({ where }) => where),
      ['userId'],
    );
  });
});

describe('the keys that the credential tools take', () => {
  let folder: string;
  let own: SelfSigned;
  let other: SelfSigned;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'credential-keys-'));
    [own, other] = await Promise.all([selfSigned('own'), selfSigned('other')]);
  });
  after(() => rmSync(folder, { recursive: true }));
  let count = 0;
  const put = (content: string | Buffer): string => {
    count += 1;
    const file = join(folder, `${count}.pem`);
    writeFileSync(file, content);
    return file;
  };
  const user = ['--user', 'ada', '--directory', 'CORP'];
  const signWith = async (content: string | Buffer, algorithm: string): Promise<string> => {
    const args = ['--key', put(content), '--algorithm', algorithm, ...user];
    return (await sign('virtual-proxy', new CommandLine(args))).text;
  };
  const checkWith = async (token: string, content: string | Buffer) =>
    check('virtual-proxy', token, new CommandLine(['--certificate', put(content)]));

  for (const [algorithm, key] of [
    ['RS512', rsaKey()],
    ['ES384', ecKey()],
  ] as const) {
    for (const [form, pem] of Object.entries(formsOf(key))) {
      it(`sign with ${algorithm} and ${form}, in each encoding`, async () => {
        for (const write of Object.values(WRITINGS)) {
          await jwtVerify(await signWith(write(pem), algorithm), createPublicKey(key));
        }
      });
    }
  }

  it('check with a certificate or public key, in every form and writing, also both in one file', async () => {
    const pem = own.key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const token = await signWith(pem, 'RS256');
    const { SPKI: spki, 'PKCS#1': pkcs1 } = publicFormsOf(own.key);
    const chain = own.certificate + other.certificate;
    for (const good of [own.certificate, spki, pkcs1, spki + own.certificate, chain, pem + own.certificate]) {
      for (const write of Object.values(WRITINGS)) {
        const { isFine, text } = await checkWith(token, write(good));
        assert.ok(isFine, text);
      }
    }
    for (const wrong of [other.certificate, ...Object.values(publicFormsOf(other.key))]) {
      const { text, isFine } = await checkWith(token, wrong);
      assert.deepEqual([text, isFine], ['signature: does not fit the certificate or public key', false]);
    }
    const short = publicFormsOf(rsaKey(1024)).SPKI;
    assert.match((await checkWith(token, short)).text, /an RSA key of 1024 bits does not go with RS256/);
    const curve = createPublicKey(ecKey()).export({ type: 'spki', format: 'pem' }).toString();
    assert.match((await checkWith(token, curve)).text, /an EC key on the curve P-384 does not go with RS256/);
  });

  it('name the kind of an unusable key and the command that converts it, and quote no key', async () => {
    const pem = own.key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const token = await signWith(pem, 'RS256');
    const encrypted = Object.values(encryptedFormsOf(own.key));
    const { SPKI: spki } = publicFormsOf(own.key);
    for (const [run, message] of [
      ...encrypted.map((each) => [() => signWith(each, 'RS256'), /encrypted.*openssl pkey/] as const),
      ...encrypted.map((each) => [() => checkWith(token, each), /encrypted private key/] as const),
      [
        () => signWith(formsOf(rsaKey(1024))['PKCS#1'] ?? '', 'RS256'),
        /too short: RSA with 1024 bits.*openssl/,
      ],
      [() => signWith(formsOf(ecKey())['SEC1'] ?? '', 'RS256'), /is an EC key.*RS256 needs.*openssl/],
      [() => signWith(own.certificate, 'RS256'), /no private key: it has CERTIFICATE only/],
      [() => checkWith(token, pem), /is a private key; .*openssl pkey -in FILE -pubout/],
      [() => checkWith(token, own.request), /certificate request \(CSR\).*openssl req/],
      [() => checkWith(token, spki + other.certificate), /different keys/],
      [() => checkWith(token, own.certificate.slice(0, 500)), /cut off/],
      [() => checkWith(token, 'my certificate'), /neither certificate nor public key/],
    ] as const) {
      await assert.rejects(run, (error: unknown) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, message);
        return !quotes(error.message, pem);
      });
    }
  });

  it('read a JWT with a byte order mark from standard input', async () => {
    const pem = own.key.export({ type: 'pkcs8', format: 'pem' }).toString();
    const token = await signWith(pem, 'RS256');
    for (const input of [`\uFEFF${token}\r\n`, Buffer.from(`\uFEFF${token}\r\n`, 'utf16le')]) {
      const { code, out, err } = await run(['decode'], input);
      assert.equal(code, 0, err);
      assert.match(out, /"userId": "ada"/);
    }
  });
});
