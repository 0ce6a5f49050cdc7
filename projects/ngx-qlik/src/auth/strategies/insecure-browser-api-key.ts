import type { QlikConnection } from '../../connections/connection';
import { throughBackend } from '../backend/through-backend';
import { lazyStrategy } from '../lazy-strategy';
import type { QlikAuthStrategyFactory, QlikFeature } from '../strategy';
import type { AskForApiKey } from './insecure-browser-api-key/browser-api-key';
import { provideStrategy } from './provide-strategy';

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
  return provideStrategy(ngDevMode ? browserKey(askForKey ?? promptForKey) : throughBackend('apikey'));
}

function browserKey(askForKey: AskForApiKey): QlikAuthStrategyFactory<'apikey'> {
  const backend = throughBackend('apikey');
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
              const { BrowserApiKeyStrategy } = await import('./insecure-browser-api-key/browser-api-key');
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
