import { type KeyObject, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT } from 'jose';
import { baseAddress } from '../configuration/base-address.ts';
import { findMisfit, readPrivateKey } from '../configuration/private-key.ts';
import { readPublicKey } from '../configuration/public-key.ts';
import { readText } from '../files/read-text.ts';
import { checkJwt, type Expectation } from './check-jwt.ts';
import { UsageError } from '../usage-error.ts';
import type { CommandLine } from './command-line.ts';
import { type Algorithm, ALGORITHMS, createKeyPair } from './key-pair.ts';

const MAX_LIFE_SECONDS = 3_600;
const MAX_DAYS = 3_650;
const OWNER_ONLY = 0o600;

/** The output of a command, and whether it succeeded. */
export interface Outcome {
  readonly text: string;
  readonly isFine: boolean;
}

/** Creates the files of a key pair. The private key is readable by its owner only. @throws {UsageError} */
export async function keypair(line: CommandLine): Promise<Outcome> {
  const folder = resolve(line.values.out);
  const files = {
    privateKey: join(folder, 'private-key.pem'),
    publicKey: join(folder, 'public-key.pem'),
    certificate: join(folder, 'certificate.pem'),
  };
  const existing = Object.values(files).find((file) => existsSync(file));
  if (existing !== undefined) throw new UsageError(`${existing} is there already; choose another --out.`);
  const keys = await createKeyPair({
    algorithm: readAlgorithm(line),
    commonName: line.values.name ?? 'Qlik JWT',
    days: line.number('days', MAX_DAYS),
  });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // `wx`: another process may have created the file meanwhile.
  await writeFile(files.privateKey, `${keys.privateKey}\n`, { mode: OWNER_ONLY, flag: 'wx' });
  await chmod(files.privateKey, OWNER_ONLY);
  await writeFile(files.publicKey, `${keys.publicKey}\n`, { flag: 'wx' });
  await writeFile(files.certificate, `${keys.certificate}\n`, { flag: 'wx' });
  const text = [
    `${files.privateKey}   secret; for the backend's secrets file: {"file": "…"}`,
    `${files.certificate}   for Qlik: identity provider or virtual proxy`,
    `${files.publicKey}   the same key without a certificate`,
    ...(line.values.print ? ['', keys.privateKey] : []),
  ];
  return { text: text.join('\n'), isFine: true };
}

/** Signs a JWT. @throws {UsageError} */
export async function sign(kind: string | undefined, line: CommandLine): Promise<Outcome> {
  const { values } = line;
  const isCloud = readKind(kind) === 'cloud';
  const claims: JWTPayload = isCloud
    ? {
        sub: line.required('sub'),
        subType: 'user',
        name: line.required('name'),
        email: line.required('email'),
        email_verified: true,
        iss: line.required('issuer'),
        aud: 'qlik.api/login/jwt-session',
        ...(values.group === undefined ? {} : { groups: values.group }),
      }
    : {
        ...Object.fromEntries((values.claim ?? []).map(readClaim)),
        [values['user-claim']]: line.required('user'),
        [values['directory-claim']]: line.required('directory'),
      };
  const now = Math.floor(Date.now() / 1000);
  const life = line.number('lifetime', MAX_LIFE_SECONDS);
  const algorithm = readAlgorithm(line);
  const header = { alg: algorithm, typ: 'JWT', ...(isCloud ? { kid: line.required('kid') } : {}) };
  const key = readSigningKey(line.required('key'), algorithm);
  const token = await new SignJWT({ ...claims, jti: randomUUID(), iat: now, nbf: now, exp: now + life })
    .setProtectedHeader(header)
    .sign(key);
  return { text: token, isFine: true };
}

/** Returns the content of a JWT, with readable times. @throws {UsageError} */
export function decode(token: string): Outcome {
  try {
    const header = decodeProtectedHeader(token);
    const claims = decodeJwt(token);
    const times = ['iat', 'nbf', 'exp'].flatMap((name) => {
      const value = claims[name];
      return typeof value === 'number' ? [`${name}  ${new Date(value * 1000).toISOString()}`] : [];
    });
    return { text: [JSON.stringify({ header, claims }, undefined, 2), ...times].join('\n'), isFine: true };
  } catch (error) {
    throw new UsageError('This is no signed JWT.', { cause: error });
  }
}

/** Returns each reason for which Qlik would refuse a JWT. @throws {UsageError} */
export async function check(kind: string | undefined, token: string, line: CommandLine): Promise<Outcome> {
  const { issuer, kid, certificate } = line.values;
  const key = certificate === undefined ? {} : { publicKey: readVerificationKey(certificate) };
  const expected: Expectation =
    readKind(kind) === 'cloud'
      ? {
          kind: 'cloud',
          ...key,
          ...(issuer === undefined ? {} : { issuer }),
          ...(kid === undefined ? {} : { keyId: kid }),
        }
      : {
          kind: 'virtual-proxy',
          ...key,
          userIdClaim: line.values['user-claim'],
          userDirectoryClaim: line.values['directory-claim'],
        };
  const findings = await checkJwt(token, expected);
  const unseen =
    certificate === undefined ? ['The signature was not checked; name a --certificate for that.'] : [];
  const text =
    findings.length === 0
      ? ['Nothing that Qlik would refuse was found.', ...unseen]
      : findings.map(({ where, why }) => `${where}: ${why}`);
  return { text: text.join('\n'), isFine: findings.length === 0 };
}

/** Returns a `curl` call with a JWT, for a shell with the variable `$JWT`. @throws {UsageError} */
export function curl(kind: string | undefined, line: CommandLine): Outcome {
  const host = readHost(line.required('host'));
  if (readKind(kind) === 'cloud') {
    const id = encodeURIComponent(line.required('web-integration'));
    return {
      isFine: true,
      text: [
        `curl -c cookies.txt -X POST '${host}/login/jwt-session?qlik-web-integration-id=${id}' \\`,
        `  -H "Authorization: Bearer $JWT" -H 'qlik-web-integration-id: ${id}'`,
        `curl -b cookies.txt '${host}/api/v1/users/me'`,
      ].join('\n'),
    };
  }
  return {
    isFine: true,
    text: [
      `curl -c cookies.txt '${host}/qrs/about?Xrfkey=0123456789abcdef' \\`,
      `  -H "Authorization: Bearer $JWT" -H 'X-Qlik-Xrfkey: 0123456789abcdef'`,
    ].join('\n'),
  };
}

function readKind(kind: string | undefined): 'cloud' | 'virtual-proxy' {
  if (kind === 'cloud' || kind === 'virtual-proxy') return kind;
  throw new UsageError('Name the target: cloud or virtual-proxy.');
}

function readAlgorithm({ values: { algorithm } }: CommandLine): Algorithm {
  const known = ALGORITHMS.find((name) => name === algorithm);
  if (known !== undefined) return known;
  throw new UsageError(`--algorithm takes one of ${ALGORITHMS.join(', ')}.`);
}

function readClaim(written: string): [string, string] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(written) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new UsageError('--claim takes name=value.');
}

function readHost(written: string): string {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && !url.href.includes("'")) {
    return baseAddress(url);
  }
  throw new UsageError('--host takes an address such as https://tenant.eu.qlikcloud.com.');
}

/** @throws {UsageError} */
function readSigningKey(file: string, algorithm: Algorithm): KeyObject {
  const { key, problem } = readPrivateKey(readFile(file));
  const misfit = key === undefined ? problem : findMisfit(key, algorithm);
  if (key === undefined || misfit !== undefined) throw new UsageError(`${file} ${misfit ?? ''}.`);
  return key;
}

/** @throws {UsageError} */
function readVerificationKey(file: string): KeyObject {
  const { key, problem } = readPublicKey(readFile(file));
  if (key === undefined) throw new UsageError(`${file} ${problem}.`);
  return key;
}

function readFile(file: string): string {
  try {
    return readText(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read.`, { cause: error });
  }
}
