import { SITE_PATH } from '../accounts/return-path.ts';
import { type Environment, readFlag } from '../configuration/environment.ts';
import { readText } from '../files/read-text.ts';
import { userFromHeader } from '../host/user-from-header.ts';
import { userFromJwt } from '../host/user-from-jwt.ts';
import type { ResolveUser } from '../host/resolve-user.ts';
import { SettingsError } from '../settings-error.ts';
import type { HostSignIn } from './gateway-settings.ts';

/**
 * Reads who signs users in, when it is a proxy in front (`USER_HEADER`, …) or an application that issues JWTs (`USER_JWT_ISSUER`, …).
 * @returns `undefined` when neither is set
 * @throws {SettingsError}
 */
export function readHostSignIn(environment: Environment): HostSignIn | undefined {
  const { USER_HEADER: header, USER_JWT_ISSUER: issuer, SIGN_IN_PATH: signInPath } = environment;
  if (!header && !issuer) return undefined;
  if (header && issuer) throw new SettingsError('Set USER_HEADER or USER_JWT_ISSUER, not both.');
  if (signInPath && !SITE_PATH.test(signInPath))
    throw new SettingsError('SIGN_IN_PATH takes a path such as /login.');
  return {
    resolveUser: header ? fromHeader(header, environment) : fromJwt(issuer ?? '', environment),
    signInPath: signInPath || undefined,
  };
}

function fromHeader(header: string, environment: Environment): ResolveUser {
  const { TRUST_PROXY: proxies = '' } = environment;
  if (proxies === '') {
    throw new SettingsError(
      'USER_HEADER needs TRUST_PROXY: the addresses of the proxy that signs users in. From any other address anyone could send the header.',
    );
  }
  return named('USER_HEADER', () =>
    userFromHeader({
      header,
      proxies,
      nameHeader: environment['USER_NAME_HEADER'] || undefined,
      emailHeader: environment['USER_EMAIL_HEADER'] || undefined,
      groupsHeader: environment['USER_GROUPS_HEADER'] || undefined,
      isEmailVerified: readFlag(environment, 'USER_EMAIL_VERIFIED'),
    }),
  );
}

function fromJwt(issuer: string, environment: Environment): ResolveUser {
  const { USER_JWT_AUDIENCE: audience, USER_JWT_KEYS: keys } = environment;
  if (!audience)
    throw new SettingsError('USER_JWT_ISSUER needs USER_JWT_AUDIENCE: the claim aud of the JWTs.');
  if (!keys) {
    throw new SettingsError(
      'USER_JWT_ISSUER needs USER_JWT_KEYS: the address of the keys (JWKS), or a file with a public key (PEM).',
    );
  }
  return named('USER_JWT_…', () =>
    userFromJwt({
      issuer,
      audience,
      keys: /^https?:/.test(keys) ? keys : readKeyFile(keys),
      cookie: environment['USER_JWT_COOKIE'] || undefined,
      userClaim: environment['USER_JWT_CLAIM'] || undefined,
      groupsClaim: environment['USER_JWT_GROUPS_CLAIM'] || undefined,
    }),
  );
}

function readKeyFile(file: string): string {
  try {
    return readText(file);
  } catch (cause) {
    throw new SettingsError(`USER_JWT_KEYS: ${file} cannot be read.`, { cause });
  }
}

/** Says which settings a wrong option comes from. */
function named<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof SettingsError) throw new SettingsError(`${name}: ${cause.message}`, { cause });
    throw cause;
  }
}
