import { APP_BASE_HREF, DOCUMENT, Location } from '@angular/common';
import { inject } from '@angular/core';
import type { OAuth2Auth, QlikConnection } from '../../connections/connection';
import { addressOrPath, oneOf, optional, text } from '../../connections/field-rules';
import { QlikError } from '../../errors/qlik-error';
import type { CredentialPurpose, QlikCredential } from '../credential';
import {
  forgetPending,
  type PendingSignIn,
  rememberPending,
  stateMismatch,
  takeAnswer,
} from '../oauth/pending-sign-in';
import { openPopup, waitForAnswer } from '../oauth/popup';
import { countRedirect } from '../oauth/redirect-guard';
import { TokenEndpoint } from '../oauth/token-endpoint';
import { type OAuthTokens, TokenStore } from '../oauth/token-store';
import type {
  QlikAuthStrategy,
  QlikAuthStrategyFactory,
  QlikFeature,
  RestoredSession,
  SignInOptions,
} from '../strategy';
import { provideStrategy } from './provide-strategy';

/** A connection that this strategy signs in to. */
type OAuth2Connection = QlikConnection & { readonly auth: OAuth2Auth };

/**
 * Signs in to Qlik Cloud with OAuth2, authorization code and PKCE, by redirect or popup, with no secret and no backend.
 *
 * The tenant needs an OAuth client of the type *single-page app* with this page's origin and the callback page among its addresses.
 *
 * @see docs/auth/oauth2.md
 */
export class OAuth2Strategy implements QlikAuthStrategy {
  private readonly auth: OAuth2Auth;
  private readonly store: TokenStore;
  private readonly endpoint: TokenEndpoint;
  private signOuts = 0;

  constructor(
    private readonly connection: OAuth2Connection,
    private readonly page: Page,
  ) {
    this.auth = connection.auth;
    this.store = new TokenStore(connection, this.auth.clientId, this.auth.tokenStorage ?? 'memory');
    this.endpoint = new TokenEndpoint(connection, this.auth.clientId);
  }

  async restore(): Promise<RestoredSession> {
    const returned = takeAnswer(this.connection.id);
    if (returned) {
      if (!returned.pending) throw stateMismatch(this.connection.id);
      const keep = this.keeper();
      return keep(await this.endpoint.redeem(returned.answer, returned.pending)) ? 'signed-in' : 'signed-out';
    }
    const tokens = this.store.read();
    if (!tokens) return 'signed-out';
    if (tokens.expiresAt === undefined || tokens.expiresAt > Date.now()) return 'signed-in';
    if (await this.renew()) return 'signed-in';
    this.store.clear();
    return 'signed-out';
  }

  signIn(options: SignInOptions): Promise<void> {
    return this.auth.interaction === 'popup' ? this.signInByPopup(options) : this.signInByRedirect(options);
  }

  async credential(purpose: CredentialPurpose): Promise<QlikCredential> {
    const tokens = this.store.read();
    if (!tokens) throw this.signInRequired();
    if (purpose === 'rest') return toBearer(tokens);
    const temporary = await this.endpoint.exchange(
      tokens.accessToken,
      purpose === 'websocket' ? 'websocket' : 'webresource',
    );
    return { headers: {}, queryParams: { accessToken: temporary }, cookies: 'omit', isReusable: false };
  }

  async renew(): Promise<boolean> {
    const refreshToken = this.store.read()?.refreshToken;
    if (refreshToken === undefined) return false;
    const keep = this.keeper();
    const tokens = await this.endpoint.refresh(refreshToken);
    return tokens !== undefined && keep(tokens);
  }

  async signOut(): Promise<void> {
    const tokens = this.store.read();
    this.signOuts++;
    this.store.clear();
    forgetPending(this.connection.id);
    if (tokens) await this.endpoint.revoke(tokens);
  }

  private async signInByPopup(options: SignInOptions): Promise<void> {
    const popup = openPopup(this.connection);
    const keep = this.keeper();
    try {
      const { pending, address } = await this.begin(options);
      popup.location.replace(address);
      const answer = await waitForAnswer(popup, pending.state, this.connection);
      if (!keep(await this.endpoint.redeem(answer, pending))) throw this.left();
    } finally {
      popup.close();
    }
  }

  private async signInByRedirect(options: SignInOptions): Promise<void> {
    countRedirect(this.connection);
    const { pending, address } = await this.begin(options);
    rememberPending(pending);
    this.page.leave(address);
    await this.page.cameBack();
    throw this.left();
  }

  /**
   * A function that keeps tokens which are about to be asked for. It returns false, and has them revoked, when a sign-out came
   * in between: then they belong to nobody.
   */
  private keeper(): (tokens: OAuthTokens) => boolean {
    const begun = this.signOuts;
    return (tokens) => {
      if (begun === this.signOuts) {
        this.store.write(tokens);
        return true;
      }
      // Here they are forgotten already; that the server could not be told is no failure of what the user asked for.
      this.endpoint.revoke(tokens).catch(() => undefined);
      return false;
    };
  }

  private async begin(
    options: SignInOptions,
  ): Promise<{ readonly pending: PendingSignIn; readonly address: string }> {
    const oauth = await import('oauth4webapi');
    const pending: PendingSignIn = {
      connectionId: this.connection.id,
      state: oauth.generateRandomState(),
      codeVerifier: oauth.generateRandomCodeVerifier(),
      redirectUri: this.page.resolve(this.auth.redirectUri ?? 'oauth-callback.html'),
      returnTo: this.page.addressOf(options.returnTo),
      startedAt: Date.now(),
    };
    const address = new URL(`${this.connection.host}/oauth/authorize`);
    address.search = new URLSearchParams({
      response_type: 'code',
      client_id: this.auth.clientId,
      redirect_uri: pending.redirectUri,
      scope: this.auth.scope ?? 'user_default',
      state: pending.state,
      code_challenge: await oauth.calculatePKCECodeChallenge(pending.codeVerifier),
      code_challenge_method: 'S256',
      ...(options.forceLogin ? { prompt: 'login' } : {}),
      ...(options.loginHint === undefined ? {} : { login_hint: options.loginHint }),
    }).toString();
    return { pending, address: address.href };
  }

  private left(): QlikError {
    return new QlikError('sign-in-failed', 'The sign-in was left before it was done.', {
      remedy: 'Sign in again.',
      connectionId: this.connection.id,
      isRetryable: true,
    });
  }

  private signInRequired(): QlikError {
    return new QlikError('sign-in-required', `Nobody is signed in to ${this.connection.label}.`, {
      remedy: 'Sign in and try again.',
      connectionId: this.connection.id,
    });
  }
}

/** The page around a sign-in, so that a test can stand in for it. */
export interface Page {
  /** An absolute address for one that may be relative to this application. */
  resolve(address: string): string;
  /** The absolute address of a path of this application; default: the present one, with its query. */
  addressOf(path?: string): string;
  leave(address: string): void;
  /** Resolves when the page is shown again from the browser's back-forward cache after it was left. */
  cameBack(): Promise<void>;
}

function injectPage(): Page {
  const document = inject(DOCUMENT);
  const location = inject(Location);
  const baseHref = inject(APP_BASE_HREF, { optional: true }) ?? document.baseURI;
  const base = new URL(baseHref, document.baseURI);
  const resolve = (address: string) => new URL(address, base).href;
  return {
    resolve,
    addressOf: (path) => resolve(location.prepareExternalUrl(path ?? location.path(true))),
    leave: (address) => document.defaultView?.location.assign(address),
    cameBack: () =>
      new Promise((resolve) => {
        const view = document.defaultView;
        const onShow = (event: PageTransitionEvent) => {
          // The first load of a page shows it too.
          if (!event.persisted) return;
          view?.removeEventListener('pageshow', onShow);
          resolve();
        };
        view?.addEventListener('pageshow', onShow);
      }),
  };
}

function toBearer({ accessToken, expiresAt }: OAuthTokens): QlikCredential {
  return {
    headers: { Authorization: `Bearer ${accessToken}` },
    queryParams: {},
    cookies: 'omit',
    isReusable: true,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

const OAUTH2: QlikAuthStrategyFactory<'oauth2'> = {
  type: 'oauth2',
  fields: {
    clientId: text,
    redirectUri: optional(addressOrPath),
    scope: optional(text),
    interaction: optional(oneOf('redirect', 'popup')),
    tokenStorage: optional(oneOf('memory', 'session', 'local')),
  },
  create: (connection) => new OAuth2Strategy(connection, injectPage()),
};

/** Adds the auth type `oauth2` to `provideQlik(…)`. */
export function withOAuth2(): QlikFeature {
  return provideStrategy(OAUTH2);
}
