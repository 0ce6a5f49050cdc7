import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isRecord } from '../../json/is-record.ts';
import { type IdentityProviderInput, IdentityProviderError, IdentityProviders } from './identity-provider.ts';

/** An identity provider from a file, and the tenant that it is for. */
export interface TenantIdentityProvider extends IdentityProviderInput {
  readonly tenant: string;
}

const FIELDS = ['tenant', 'issuer', 'kid', 'pem', 'pemFile', 'jwk', 'clockToleranceSec'];

/**
 * Reads identity providers from JSON: a list of `{tenant?, issuer, kid, pem | pemFile | jwk, clockToleranceSec?}`.
 * `pemFile` is relative to the file; the tenant is `cloud` where none is named.
 *
 * @throws {IdentityProviderError} naming the file, the entry and the field.
 */
export function readIdentityProviderFile(path: string): readonly TenantIdentityProvider[] {
  const entries = parse(path);
  if (!Array.isArray(entries)) {
    throw new IdentityProviderError(`${path}: expected a list of identity providers.`);
  }
  return entries.map((entry: unknown, index) => readEntry(entry, path, `${path}, entry ${index + 1}`));
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const problem = error instanceof SyntaxError ? 'cannot be read as JSON' : 'cannot be read';
    throw new IdentityProviderError(`${path} ${problem}: ${reason}.`, { cause: error });
  }
}

function readEntry(entry: unknown, path: string, where: string): TenantIdentityProvider {
  const fields = new Map<string, unknown>(Object.entries(isRecord(entry) ? entry : {}));
  const unknown = [...fields.keys()].find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) {
    throw new IdentityProviderError(`${where}: “${unknown}” is not known; known are ${FIELDS.join(', ')}.`);
  }
  const text = (name: string): string | undefined => {
    const value = fields.get(name);
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      throw new IdentityProviderError(`${where}: “${name}” has to be a text.`);
    }
    return value;
  };
  const required = (name: string): string => {
    const value = text(name);
    if (value === undefined) {
      throw new IdentityProviderError(`${where}: “${name}” is missing.`);
    }
    return value;
  };
  const tolerance = fields.get('clockToleranceSec');
  if (tolerance !== undefined && (typeof tolerance !== 'number' || !(tolerance >= 0 && tolerance <= 300))) {
    throw new IdentityProviderError(`${where}: “clockToleranceSec” has to be a number from 0 to 300.`);
  }
  const pemFile = text('pemFile');
  const pem =
    text('pem') ?? (pemFile === undefined ? undefined : readPem(resolve(dirname(path), pemFile), where));
  const jwk = fields.get('jwk');
  const provider = {
    tenant: text('tenant') ?? 'cloud',
    issuer: required('issuer'),
    kid: required('kid'),
    ...(pem === undefined ? {} : { pem }),
    ...(isRecord(jwk) ? { jwk: { ...jwk } } : {}),
    ...(tolerance === undefined ? {} : { clockToleranceSec: tolerance }),
  };
  try {
    // Reports a wrong key at start, with its place in the file.
    new IdentityProviders().put(provider);
  } catch (error) {
    throw error instanceof IdentityProviderError
      ? new IdentityProviderError(`${where}: ${error.message}`, { cause: error })
      : error;
  }
  return provider;
}

function readPem(path: string, where: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new IdentityProviderError(`${where}: “pemFile” ${path} cannot be read.`, { cause: error });
  }
}
