import type { OAuth2Auth } from '../../connections/connection-auth';
import type { QlikConnection } from '../../connections/connection';
import { type FullStrategy, provideStrategy, type QlikFeature, injectPage, type Page } from '../strategy';
import { type LazyStrategyFactory, lazyStrategy } from '../lazy-strategy';
import type { OAuth2SignInOptions } from './oauth2/oauth2-strategy';

const load = () => import('./oauth2/oauth2-strategy');

/** The strategy of a connection. Its code is loaded when it is first used; a popup opens before that, within the click. */
export function createOAuth2(
  connection: QlikConnection & { readonly auth: OAuth2Auth },
  page: Page,
): FullStrategy {
  const lazy = lazyStrategy(async () => {
    const { OAuth2Strategy } = await load();
    return new OAuth2Strategy(connection, page);
  });
  let latest: object | undefined;
  return {
    ...lazy,
    signIn: async (options) => {
      const { interaction = connection.auth.interaction } = options;
      if (interaction !== 'popup') return lazy.signIn(options);
      const popup = openPopup(connection);
      const withPopup: OAuth2SignInOptions = { ...options, popup };
      latest = withPopup;
      // A later sign-in uses the same window, or another where the browser cannot find this one.
      await lazy.signIn(withPopup).finally(() => latest === withPopup && popup?.close());
    },
  };
}

const OAUTH2: LazyStrategyFactory<'oauth2'> = {
  type: 'oauth2',
  load,
  create: (connection) => createOAuth2(connection, injectPage()),
};

/**
 * Adds the auth type `oauth2` to `provideQlik(…)`: authorization code with PKCE, by redirect or popup.
 *
 * @see docs/auth/oauth2.md
 */
export function withOAuth2(): QlikFeature {
  return provideStrategy(OAUTH2);
}

/**
 * Opens the window of a sign-in. Call it within a click and before any `await`.
 * @returns `null` where the browser blocks the window
 */
function openPopup(connection: QlikConnection): Window | null {
  // Windows are found by name among those that opened each other only; applications of one origin may have done so.
  const name = `ngx-qlik ${document.baseURI} ${connection.id}`;
  return window.open('about:blank', name, 'popup,width=520,height=680');
}
