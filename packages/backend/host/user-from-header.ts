import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import { Problem } from '../errors/problem.ts';
import { readTrustedProxies } from '../security/trusted-proxies.ts';
import { SettingsError } from '../settings-error.ts';
import type { ResolvedUser, ResolveUser } from './resolve-user.ts';

/** How a proxy that signs users in names them, such as `oauth2-proxy` or a gateway. */
export interface HeaderUserOptions {
  /** The header with the user's id, such as `X-Forwarded-User`. */
  readonly header: string;
  readonly nameHeader?: string | undefined;
  readonly emailHeader?: string | undefined;
  /** Groups, separated by commas. */
  readonly groupsHeader?: string | undefined;
  /** Whether the proxy vouches for the e-mail addresses. Default: no. */
  readonly isEmailVerified?: boolean | undefined;
  /** The addresses of the proxy, in the form of `TRUST_PROXY`. From any other address the headers mean nothing. */
  readonly proxies: string;
}

const NAME = /^[A-Za-z][A-Za-z0-9-]{0,63}$/;
const OPTIONS = ['header', 'nameHeader', 'emailHeader', 'groupsHeader'] as const;

/**
 * Reads the user from headers of a trusted proxy, which must remove them from what browsers send.
 * @throws {SettingsError}
 */
export function userFromHeader(options: HeaderUserOptions): ResolveUser {
  const proxies = readTrustedProxies(options.proxies, 'proxies');
  if (proxies === undefined)
    throw new SettingsError('proxies: expected the addresses of the proxy, such as 10.0.0.0/8.');
  for (const option of OPTIONS) {
    const name = options[option];
    if (name === undefined ? option === 'header' : !NAME.test(name))
      throw new SettingsError(`${option}: expected the name of a header.`);
  }
  const isProxy = proxyAddr.compile(proxies.split(','));
  return (request) => {
    const { remoteAddress } = request.socket;
    if (remoteAddress === undefined || !isProxy(remoteAddress, 0)) return undefined;
    return readUser(request, options);
  };
}

function readUser(request: IncomingMessage, options: HeaderUserOptions): ResolvedUser | undefined {
  const { header, nameHeader, emailHeader, groupsHeader, isEmailVerified = false } = options;
  const read = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : readHeader(request, name);
  const id = read(header);
  if (id === undefined) return undefined;
  const email = read(emailHeader);
  const groups = read(groupsHeader)
    ?.split(',')
    .map((group) => group.trim())
    .filter((group) => group !== '');
  return {
    id,
    name: read(nameHeader),
    ...(email === undefined ? {} : { email, isEmailVerified }),
    ...(groups === undefined ? {} : { groups }),
  };
}

/** @throws {Problem} 400 when a client sent the header beside the proxy's, and for bytes that are no UTF-8 */
function readHeader({ rawHeaders }: IncomingMessage, name: string): string | undefined {
  const wanted = name.toLowerCase();
  const values = rawHeaders.filter(
    (_value, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === wanted,
  );
  if (values.length > 1) {
    throw new Problem(400, 'host-user-ambiguous', `The request has ${name} more than once.`, {
      remedy: 'Have the proxy remove this header from what browsers send.',
    });
  }
  const [value = ''] = values;
  return value === '' ? undefined : decode(value, name);
}

/** Node reads headers as Latin-1, proxies write UTF-8. Replaced, the bytes of another encoding would be the same character for each of them. */
function decode(value: string, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(value, 'latin1'));
  } catch (cause) {
    throw new Problem(400, 'host-user-encoding', `The value of ${name} is no UTF-8.`, {
      remedy: 'Have the proxy write this header in UTF-8.',
      cause,
    });
  }
}
