import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { importPKCS8, type JWTPayload, SignJWT } from 'jose';
import { checkJwt } from '../credentials/check-jwt.ts';
import { CommandLine } from '../credentials/command-line.ts';
import { keypair, sign } from '../credentials/commands.ts';
import { type SandboxProcess, startSandboxProcess } from './sandbox-process.ts';

const ISSUER = 'urn:credential-tools';
const KEY_ID = 'tools-1';
const XRFKEY = '0123456789abcdef';

/** The tools' keys registered with a sandbox, as an administrator would. */
describe('JWTs of the credential tools at the sandbox', { timeout: 240_000 }, () => {
  let folder: string;
  let sandbox: SandboxProcess;
  let key: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'credentials-'));
    const made = await keypair(new CommandLine(['keypair', '--out', folder]));
    assert.ok(made.isFine);
    key = join(folder, 'private-key.pem');
    const certificate = join(folder, 'certificate.pem');
    const providers = join(folder, 'providers.json');
    writeFileSync(
      providers,
      JSON.stringify([{ issuer: ISSUER, kid: KEY_ID, pemFile: 'certificate.pem', clockToleranceSec: 0 }]),
    );
    sandbox = await startSandboxProcess([
      '--identity-providers',
      providers,
      '--client-managed-jwt-certificate',
      certificate,
    ]);
  });
  after(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true });
  });

  const present = async (token: string): Promise<{ status: number; text: string }> => {
    const response = await fetch(`${sandbox.cloud}/login/jwt-session`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    return { status: response.status, text: await response.text() };
  };
  const user = ['--sub', 'ada', '--name', 'Ada Lovelace', '--email', 'ada@sandbox.example'];

  it('are taken by the tenant', async () => {
    const args = ['sign', 'cloud', '--key', key, '--issuer', ISSUER, '--kid', KEY_ID, ...user];
    const { text } = await sign('cloud', new CommandLine(args));
    const response = await present(text);
    assert.equal(response.status, 200, response.text);
  });

  it('are taken by the virtual proxy', async () => {
    const args = ['sign', 'virtual-proxy', '--key', key, '--user', 'grace', '--directory', 'SANDBOX'];
    const { text } = await sign('virtual-proxy', new CommandLine(args));
    const response = await fetch(`${sandbox.clientManaged}/jwt/qps/user?xrfkey=${XRFKEY}`, {
      headers: { authorization: `Bearer ${text}`, 'x-qlik-xrfkey': XRFKEY },
    });
    assert.equal(((await response.json()) as { userId?: unknown }).userId, 'grace');
  });

  const now = Math.floor(Date.now() / 1000);
  const good = (): JWTPayload => ({
    ...{ sub: 'ada', subType: 'user', name: 'Ada', email: 'ada@sandbox.example', email_verified: true },
    ...{
      iss: ISSUER,
      aud: 'qlik.api/login/jwt-session',
      jti: randomUUID(),
      iat: now,
      nbf: now,
      exp: now + 900,
    },
  });
  const changes: [string, (claims: JWTPayload) => JWTPayload][] = [
    ...Object.keys(good()).map((claim): [string, (claims: JWTPayload) => JWTPayload] => [
      `${claim} missing`,
      (claims) => Object.fromEntries(Object.entries(claims).filter(([name]) => name !== claim)),
    ]),
    ...[
      ['aud', 'x'],
      ['subType', 'bot'],
      ['email_verified', 'true'],
      ['name', ' '],
      ['groups', 'admins'],
      ['iss', 'urn:other'],
      ['exp', now - 60],
      ['exp', now + 5_000],
      ['nbf', now + 600],
      ['iat', 'yesterday'],
    ].map(([claim = '', value]): [string, (claims: JWTPayload) => JWTPayload] => [
      `${claim} ${JSON.stringify(value)}`,
      (claims) => ({ ...claims, [claim]: value }),
    ]),
  ];
  for (const [what, change] of changes) {
    it(`are refused for the claim that the check names: ${what}`, async () => {
      const token = await new SignJWT(change(good()))
        .setProtectedHeader({ alg: 'RS256', kid: KEY_ID })
        .sign(await importPKCS8(readFileSync(key, 'utf8'), 'RS256'));
      const [finding, ...more] = await checkJwt(token, { kind: 'cloud', issuer: ISSUER, keyId: KEY_ID });
      assert.ok(finding !== undefined && more.length === 0);
      const { status, text } = await present(token);
      assert.ok(status === 400 || status === 401, text);
      assert.match(text, new RegExp(`[:] ${finding.where}\\b|claim ${finding.where}\\b`), text);
    });
  }
});
