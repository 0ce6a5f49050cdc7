import type { ImpostorCertificates, TestCertificates } from '../testing/certificates.ts';
import { DIRECTORY, MACHINE } from './identities.ts';

/** Secrets of the secrets file, with characters that need escaping in some format. */
export interface FileSecrets {
  readonly apiKey: string;
  readonly clientSecret: string;
  readonly privateKey: string;
  readonly rsaKey: string;
}

interface Origins {
  readonly benign: string;
  readonly benignTls: string;
  readonly hostile: string;
  readonly hostileTls: string;
  /** A server that presents foreign certificates at times. */
  readonly impostor: string;
}

interface ConnectionParts {
  readonly origins: Origins;
  readonly secrets: FileSecrets;
  readonly certificates: TestCertificates;
  readonly impostors: ImpostorCertificates;
}

/** Relayed connections to a server with valid responses, with one identity per user or a shared one. */
export const BENIGN = ['key', 'machine', 'web', 'header', 'certificate'] as const;
/** The same types, to a server with hostile responses. */
export const HOSTILE = ['h-key', 'h-machine', 'h-web', 'h-header', 'h-certificate'] as const;
/** With `access: "read"`. */
export const READERS = ['reader', 'reader-machine', 'reader-certificate'] as const;
/** Connections to the server with the changing certificate. */
export const GUARDED = [
  'i-key',
  'i-machine',
  'i-header',
  'i-certificate',
  'i-impersonated',
  'i-ticket',
] as const;
/** For grace only. */
export const GRACE_ONLY = 'restricted';

/** Connections by which all users act as the same Qlik user. */
export const SHARED: ReadonlySet<string> = new Set([
  'key',
  'machine',
  'h-key',
  'h-machine',
  'reader',
  'reader-machine',
  'reader-certificate',
  GRACE_ONLY,
]);

/** All connections of the run, by id. */
export function createConnections(parts: ConnectionParts): Readonly<Record<string, object>> {
  const { origins, secrets, certificates, impostors } = parts;
  const full = { access: 'full', audience: 'everyone-signed-in', allow: 'all' };
  const read = { access: 'read', audience: 'everyone-signed-in' };
  const common = { timeoutSeconds: 3 };
  const tls = { ...common, ca: certificates.ca };
  const client = { clientId: 'client', clientSecret: secrets.clientSecret };
  const { certificate, key } = certificates.client;
  const asClient = { certificate, key, userDirectory: DIRECTORY };
  const named = { headerName: 'X-User', userDirectory: DIRECTORY };
  const pfx = (host: string): object => ({ type: 'pfx', engine: host, repository: host, ...asClient });
  const { benign, benignTls, hostile, hostileTls, impostor } = origins;
  const guarded = { ...common, ca: impostors.ca };
  return {
    key: { type: 'apikey', host: benignTls, apiKey: secrets.apiKey, ...tls, ...full },
    machine: { type: 'm2m', host: benign, ...client, ...common, ...full },
    web: { type: 'oauth2-web', host: benignTls, ...client, ...tls, allow: 'all' },
    header: { type: 'header', host: benign, ...named, ...common, allow: 'all' },
    certificate: { ...pfx(benignTls), ...tls, ...full },
    impersonated: { type: 'oauth2-impersonation', host: benignTls, ...client, ...tls },
    ticket: { type: 'ticket', proxyService: benignTls, ...asClient, ...tls },
    jwt: {
      type: 'jwt',
      host: benign,
      issuer: 'fuzz',
      keyId: 'k',
      privateKey: secrets.privateKey,
      algorithm: 'ES384',
    },
    'proxy-jwt': { type: 'jwt-virtual-proxy', privateKey: secrets.rsaKey, userDirectory: DIRECTORY },
    'h-key': { type: 'apikey', host: hostile, apiKey: secrets.apiKey, ...common, ...full },
    'h-machine': { type: 'm2m', host: hostileTls, ...client, ...tls, ...full },
    'h-web': { type: 'oauth2-web', host: hostile, ...client, ...common, allow: 'all' },
    'h-header': { type: 'header', host: hostileTls, ...named, ...tls, allow: 'all' },
    'h-certificate': { ...pfx(hostile), ...common, ...full },
    'h-impersonated': { type: 'oauth2-impersonation', host: hostile, ...client, ...common },
    'h-ticket': { type: 'ticket', proxyService: hostileTls, ...asClient, ...tls },
    reader: { type: 'apikey', host: benign, apiKey: secrets.apiKey, ...common, ...read },
    'reader-machine': { type: 'm2m', host: benignTls, ...client, ...tls, ...read },
    'reader-certificate': { ...pfx(benignTls), asUser: MACHINE, ...tls, ...read },
    [GRACE_ONLY]: { type: 'apikey', host: benign, apiKey: secrets.apiKey, onlyUsers: ['grace'] },
    'i-key': { type: 'apikey', host: impostor, apiKey: secrets.apiKey, ...guarded, ...full },
    'i-machine': { type: 'm2m', host: impostor, ...client, ...guarded, ...full },
    'i-header': { type: 'header', host: impostor, ...named, ...guarded },
    'i-certificate': { ...pfx(impostor), ...guarded, ...full },
    'i-impersonated': { type: 'oauth2-impersonation', host: impostor, ...client, ...guarded },
    'i-ticket': { type: 'ticket', proxyService: impostor, ...asClient, ...guarded },
  };
}

/** A path of the relay with the number of the request in it. */
export function relayPath(connection: string, nonce: string): string {
  return `/qlik/${connection}${upstreamPath(connection, nonce)}`;
}

/** @see relayPath */
function upstreamPath(connection: string, nonce: string): string {
  return connection.endsWith('certificate') ? `/qrs/stream/n${nonce}` : `/api/v1/items/n${nonce}`;
}
