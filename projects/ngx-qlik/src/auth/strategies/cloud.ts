import type { QlikConnection } from '../../connections/connection';
import { provideStrategy, type QlikAuthStrategyFactory, type QlikFeature } from '../strategy';
import { lazyStrategy, lazyType } from '../lazy-strategy';
import type { AskForApiKey } from './cloud/browser-api-key';

const tenantSession = () => import('./cloud/tenant-session');
const silentTokens = () => import('./cloud/silent-tokens');
const backendSession = () => import('../backend/backend-session');

/**
 * Adds the auth type `cookie` to `provideQlik(…)`: the user signs in on the tenant's own page.
 *
 * @see docs/auth/cookie.md
 */
export function withCookie(): QlikFeature {
  return provideStrategy(lazyType('cookie', tenantSession, (file) => file.createCookie));
}

/**
 * Adds the auth type `jwt` to `provideQlik(…)`: the application's backend signs a JWT for its user, which begins a session of the tenant.
 *
 * @see docs/auth/jwt.md
 */
export function withJwt(): QlikFeature {
  return provideStrategy(lazyType('jwt', tenantSession, (file) => file.createJwt));
}

/**
 * Adds the auth type `anonymous` to `provideQlik(…)`: anonymous users of a Qlik Cloud tenant.
 *
 * @see docs/auth/anonymous.md
 */
export function withAnonymous(): QlikFeature {
  return provideStrategy(lazyType('anonymous', silentTokens, (file) => file.createAnonymous));
}

/**
 * Adds the auth type `oauth2-impersonation` to `provideQlik(…)`: the application's backend fetches access tokens for its user.
 *
 * @see docs/auth/oauth2-impersonation.md
 */
export function withOAuth2Impersonation(): QlikFeature {
  return provideStrategy(lazyType('oauth2-impersonation', silentTokens, (file) => file.createImpersonation));
}

/**
 * Adds the auth type `oauth2-web` to `provideQlik(…)`: the user signs in at the tenant, and the backend keeps the tokens.
 *
 * @see docs/auth/oauth2-web.md
 */
export function withOAuth2Web(): QlikFeature {
  return provideStrategy(lazyType('oauth2-web', backendSession, (file) => file.createOAuth2Web));
}

/**
 * Adds the auth type `m2m` to `provideQlik(…)`: the backend adds the token of an OAuth client, which acts as itself.
 *
 * @see docs/auth/m2m.md
 */
export function withM2M(): QlikFeature {
  return provideStrategy(lazyType('m2m', backendSession, (file) => file.createSharedSignIn));
}

/**
 * Adds the auth type `apikey` to `provideQlik(…)`: the backend adds an API key.
 *
 * @see docs/auth/apikey.md
 */
export function withApiKey(): QlikFeature {
  return provideStrategy(backendKey());
}

/**
 * For development only, in the place of `withApiKey()`: a connection of the type `apikey` whose host is a tenant's address sends an API
 * key straight from the browser, with REST calls only. The key is asked for at each sign-in and kept in memory.
 *
 * In a production build it is `withApiKey()` and nothing else: the code is left out, and such a connection is refused with
 * `config-invalid`.
 *
 * @param askForKey default: the browser's own prompt. Never write a key into it: it would be in the bundle.
 * @see docs/auth/apikey.md
 */
export function withInsecureBrowserApiKey(askForKey?: AskForApiKey): QlikFeature {
  return provideStrategy(ngDevMode ? browserKey(askForKey ?? promptForKey) : backendKey());
}

function backendKey(): QlikAuthStrategyFactory<'apikey'> {
  return lazyType('apikey', backendSession, (file) => file.createSharedSignIn);
}

function browserKey(askForKey: AskForApiKey): QlikAuthStrategyFactory<'apikey'> {
  const backend = backendKey();
  return {
    ...backend,
    rulesAs: 'apikey-in-browser',
    create: (connection) =>
      isOwnPath(connection.host)
        ? backend.create(connection)
        : lazyStrategy(async () => {
            // Asked here too: bundlers keep an import() that nothing reaches unless it is in a branch that is never taken.
            if (!ngDevMode) throw new Error('An API key in the browser is for development builds only.');
            else {
              const { BrowserApiKeyStrategy } = await import('./cloud/browser-api-key');
              return new BrowserApiKeyStrategy(connection, askForKey);
            }
          }),
  };
}

/** @param host absolute: a path of this application was made so when it was loaded */
const isOwnPath = (host: string): boolean => new URL(host).origin === location.origin;

function promptForKey({ label }: QlikConnection): string | null {
  return prompt(`API key of ${label}. It is kept in memory, for development only.`);
}
