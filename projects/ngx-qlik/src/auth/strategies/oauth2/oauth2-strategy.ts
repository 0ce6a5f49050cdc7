import { ɵauthorizeParametersField as authorizeParametersField } from 'ngx-qlik/connection-rules';
import type { AuthorizeParameters, OAuth2Auth } from '../../../connections/connection-auth';
import type { QlikConnection } from '../../../connections/connection';
import { loadPart } from '../../../errors/load-part';
import { QlikError } from '../../../errors/qlik-error';
import {
  checkCallbackPage,
  forgetPending,
  hasPending,
  type PendingSignIn,
  rememberPending,
  takeAnswer,
} from '../../oauth/callback-page';
import { checkHost } from '../../oauth/host-check';
import { popupBlocked, stopLoading, waitForAnswer } from '../../oauth/popup';
import type { TokenEndpoint } from '../../oauth/token-endpoint';
import { TokenStore, withTabLock } from '../../oauth/token-store';
import {
  type OAuthTokens,
  stateMismatch,
  subjectOf,
  toBearer,
  TokenClient,
  toTemporary,
} from '../../oauth/tokens';
import type {
  CredentialPurpose,
  ForgetReason,
  FullStrategy,
  QlikCredential,
  RestoredSession,
  SignInOptions,
  StrategySignInOptions,
  Page,
} from '../../strategy';
import { cancelable, throwIfCanceled } from '../../requests/cancellation';
import {
  countRedirect,
  forgetRedirects,
  redirectForSignIn,
  uncountRedirect,
} from '../../requests/redirect-for-sign-in';
import { signInRequired } from '../../connection-state';
import { acceptsCredential, signInAbandoned } from '../../requests/request';
import { sharedName, StorageEntry } from '../../browser-storage';

export * as parts from '../../connection-parts';

/** How long the answer to another tab's renewal may still take after this tab's was refused. */
const OTHER_TAB_WAIT_MS = 1_000;

/** A connection that this strategy signs in to. */
type OAuth2Connection = QlikConnection & { readonly auth: OAuth2Auth };

/**
 * A window that was opened within the user's click is where the sign-in is shown; without one the page itself leaves. `null` where the
 * browser blocked the window.
 */
export interface OAuth2SignInOptions extends StrategySignInOptions {
  readonly popup?: Window | null;
}

/**
 * Signs in to Qlik Cloud with OAuth2, authorization code and PKCE, by redirect or popup, with no secret and no backend.
 *
 * The tenant needs an OAuth client of the type *single-page app* with this page's origin and the callback page among its addresses.
 *
 * @see docs/auth/oauth2.md
 */
export class OAuth2Strategy implements FullStrategy {
  private readonly auth: OAuth2Auth;
  private readonly store: TokenStore;
  private readonly client: TokenClient;
  /** Counts changes of the user: tokens requested for one user are not stored for the next. */
  private changes = 0;
  /** The answer of a redirect sign-in until its code is redeemed. */
  private unredeemed: ReturnType<typeof takeAnswer>;
  /** That a user signed in with this browser and did not sign out: only then a silent sign-in is worth a request, and wanted. */
  private readonly hasSignedIn: StorageEntry;
  /** The silent sign-in of a page that has no user yet. */
  private restoring: AbortController | undefined;
  /** The silent sign-in that fetches a new token. */
  private renewing = new AbortController();

  constructor(
    private readonly connection: OAuth2Connection,
    private readonly page: Page,
  ) {
    this.auth = connection.auth;
    this.store = new TokenStore(connection, this.auth.clientId, this.auth.tokenStorage ?? 'memory');
    this.client = new TokenClient(connection, this.auth.clientId);
    this.hasSignedIn = new StorageEntry('local', sharedName('silent-sign-in', connection));
  }

  async restore(): Promise<RestoredSession> {
    this.unredeemed ??= takeAnswer(this.connection);
    if (this.unredeemed) return (await this.redeem(this.unredeemed)) ? 'signed-in' : 'signed-out';
    // The user came back by the back button.
    if (!this.page.isNewNavigation() && hasPending(this.connection)) uncountRedirect(this.connection);
    const { signal } = (this.restoring = new AbortController());
    const tokens = this.store.read();
    if (tokens && !isExpired(tokens)) return 'signed-in';
    if (tokens) {
      if (await this.renew()) return 'signed-in';
      this.store.clear();
    }
    return (await this.signInSilently(signal)) ? 'signed-in' : 'signed-out';
  }

  /** @throws {QlikError} `popup-blocked`, and as a strategy's `signIn` */
  async signIn({ popup, ...options }: OAuth2SignInOptions): Promise<void> {
    if (popup === null) throw popupBlocked(this.connection);
    this.restoring?.abort();
    if (!popup) return cancelable(this.connection, options.signal, () => this.signInByRedirect(options));
    try {
      await cancelable(this.connection, options.signal, () => this.signInByPopup(options, popup));
    } finally {
      // The caller closes the window.
      if (options.signal?.aborted) await stopLoading(popup);
    }
  }

  async credential(purpose: CredentialPurpose): Promise<QlikCredential> {
    const tokens = this.store.read();
    if (!tokens) throw signInRequired(this.connection);
    if (purpose === 'rest') return toBearer(tokens);
    const exchangePurpose = purpose === 'websocket' ? 'websocket' : 'webresource';
    return toTemporary(await this.client.exchange(tokens.accessToken, exchangePurpose));
  }

  /** A refresh token works once: one of the tabs that share it renews, and the others take over the new tokens. */
  async renew(): Promise<boolean> {
    const before = this.store.read();
    if (!before) return false;
    if (before.refreshToken === undefined) return this.renewSilently(before);
    if (this.auth.tokenStorage !== 'local') return this.refresh(before);
    return withTabLock(sharedName('renew', this.connection), async (hasLock) => {
      const isSame = this.store.reread();
      const current = this.store.read();
      if (!isSame || !current) return false;
      if (current.accessToken !== before.accessToken && !isExpired(current)) return true;
      if (await this.refresh(current)) return true;
      if (hasLock) return false;
      // Another tab may have renewed first, and its answer may not have arrived.
      await new Promise((resolve) => setTimeout(resolve, OTHER_TAB_WAIT_MS));
      return this.store.reread() && this.store.read()?.accessToken !== current.accessToken;
    });
  }

  /** Sends no request: returns whether the shared tokens still belong to this sign-in. */
  isValid(): Promise<boolean> {
    return Promise.resolve(this.store.reread());
  }

  /** Asks the tenant with the token at hand. */
  async isAccepted(): Promise<boolean> {
    const tokens = this.store.read();
    return tokens !== undefined && acceptsCredential(this.connection, toBearer(tokens));
  }

  signOut(): Promise<void> {
    forgetRedirects(this.connection);
    return this.forget('signed-out');
  }

  /** Revokes the tokens unless Qlik refused them: after a refusal another tab may still use the same tokens. */
  async forget(reason: ForgetReason): Promise<void> {
    this.changes++;
    this.unredeemed = undefined;
    this.restoring?.abort();
    this.renewing.abort();
    if (reason !== 'replaced') this.hasSignedIn.write(undefined);
    const tokens = reason === 'replaced' ? this.store.drop() : this.store.read();
    if (reason !== 'replaced') this.store.clear();
    forgetPending(this.connection);
    if (tokens && reason !== 'refused') await this.client.revoke(tokens);
  }

  private async signInByPopup(options: StrategySignInOptions, popup: Window): Promise<void> {
    const { connection } = this;
    const write = this.tokenWriter(options.signal);
    const { pending, address } = await this.begin(options);
    throwIfCanceled(connection, options.signal);
    popup.location.replace(address);
    const answer = await waitForAnswer(popup, pending.state, { ...options, connection });
    const tokens = await (await this.endpoint()).redeem(answer, pending);
    if (!write({ ...tokens, signIn: pending.state })) throw signInAbandoned(this.connection);
    this.rememberSignIn();
    // A renewal of the user before may be under way still.
    this.changes++;
    this.renewing.abort();
  }

  /** Redeems a code, and keeps it after a rate limit for the next attempt. */
  private async redeem({ answer, pending }: NonNullable<typeof this.unredeemed>): Promise<boolean> {
    const write = this.tokenWriter();
    try {
      if (!pending) throw stateMismatch(this.connection.id);
      const tokens = await (await this.endpoint()).redeem(answer, pending);
      this.unredeemed = undefined;
      this.rememberSignIn();
      return write({ ...tokens, signIn: pending.state });
    } catch (thrown) {
      if (!isRateLimited(thrown)) this.unredeemed = undefined;
      throw thrown;
    }
  }

  private async refresh({ refreshToken, signIn }: OAuthTokens): Promise<boolean> {
    if (refreshToken === undefined) return false;
    const write = this.tokenWriter();
    const tokens = await (await this.endpoint()).refresh(refreshToken);
    return tokens !== undefined && write(signIn === undefined ? tokens : { ...tokens, signIn });
  }

  private rememberSignIn(): void {
    if (this.auth.silentSignIn) this.hasSignedIn.write('1');
  }

  /** A new token without a refresh token: from the tenant's own session of the browser, as long as that is of the same user. */
  private async renewSilently(before: OAuthTokens): Promise<boolean> {
    const isSameUser = ({ accessToken }: OAuthTokens) => {
      const subject = subjectOf(accessToken);
      return subject !== undefined && subject === subjectOf(before.accessToken);
    };
    const { signal } = (this.renewing = new AbortController());
    const accept = (tokens: OAuthTokens) =>
      isSameUser(tokens)
        ? { ...tokens, ...(before.signIn === undefined ? {} : { signIn: before.signIn }) }
        : undefined;
    try {
      return await this.signInSilently(signal, accept);
    } catch (thrown) {
      // The session is forgotten.
      if (signal.aborted) return false;
      throw thrown;
    }
  }

  /**
   * Signs in by the tenant's own session of the browser.
   * @param accept returns the tokens to keep; `undefined` where they are of another user
   * @returns false when the user has to sign in
   * @throws {QlikError} when the tenant ends the sign-in for another reason, or the code cannot be redeemed
   */
  private async signInSilently(
    signal: AbortSignal,
    accept: (tokens: OAuthTokens) => OAuthTokens | undefined = (tokens) => tokens,
  ): Promise<boolean> {
    if (!this.auth.silentSignIn || this.hasSignedIn.read() === undefined) return false;
    // Pages of another origin cannot hand the answer over.
    if (new URL(this.redirectUri).origin !== new URL(this.page.resolve('.')).origin) return false;
    const write = this.tokenWriter(signal);
    const [{ pending, address }, { needsInteraction, requestInFrame }] = await Promise.all([
      this.prepare({}),
      loadEndpoint(),
    ]);
    address.searchParams.set('prompt', 'none');
    const frame = {
      address: address.href,
      state: pending.state,
      signal,
    };
    const answer = await requestInFrame(this.connection, frame);
    // A user may have signed in meanwhile.
    throwIfCanceled(this.connection, signal);
    // The next page asks again when the user has signed in.
    if (!answer?.has('code')) this.hasSignedIn.write(undefined);
    if (!answer || needsInteraction(answer)) return false;
    const tokens = await (await this.endpoint()).redeem(answer, pending);
    const accepted = accept({ ...tokens, signIn: pending.state });
    if (accepted) return write(accepted);
    this.client.revoke(tokens).catch(() => undefined);
    return false;
  }

  private async signInByRedirect(options: SignInOptions): Promise<void> {
    const { connection } = this;
    const { signal } = options;
    const { pending, address } = await this.begin(options);
    throwIfCanceled(connection, signal);
    countRedirect(connection);
    rememberPending(connection, pending);
    try {
      await redirectForSignIn(connection, this.page, { address, signal });
    } finally {
      // Otherwise the user may still reach the sign-in page, for example by the forward button.
      if (signal?.aborted) forgetPending(connection);
    }
  }

  /**
   * Returns a function that stores tokens of a request that begins now. It returns false and revokes the tokens after a sign-out or a
   * canceled sign-in.
   */
  private tokenWriter(signal?: AbortSignal): (tokens: OAuthTokens) => boolean {
    const begun = this.changes;
    return (tokens) => {
      if (begun === this.changes && !signal?.aborted) {
        this.store.write(tokens);
        return true;
      }
      // The tokens are forgotten here; a failed revocation is no failure of the sign-out.
      this.client.revoke(tokens).catch(() => undefined);
      return false;
    };
  }

  private async endpoint(): Promise<TokenEndpoint> {
    const file = await loadEndpoint();
    return new file.TokenEndpoint(this.connection, this.auth.clientId, this.auth.issuers);
  }

  private async begin(
    options: SignInOptions,
  ): Promise<{ readonly pending: PendingSignIn; readonly address: string }> {
    // In this order: where the address throws, nothing is under way yet whose failure would go unseen.
    const others = Promise.all([checkCallbackPage(this.connection, this.redirectUri), this.prepare(options)]);
    const [[, { pending, address }]] = await Promise.all([others, checkHost(this.connection, others)]);
    return { pending, address: address.href };
  }

  private get redirectUri(): string {
    return this.page.resolve(this.auth.redirectUri ?? 'oauth-callback.html');
  }

  /** @throws {QlikError} `config-invalid` for parameters that are the protocol's own */
  private async prepare(
    options: SignInOptions,
  ): Promise<{ readonly pending: PendingSignIn; readonly address: URL }> {
    const { createChallenge } = await loadEndpoint();
    const { state, codeVerifier, codeChallenge } = await createChallenge(this.connection.id);
    const pending: PendingSignIn = {
      state,
      codeVerifier,
      redirectUri: this.redirectUri,
      returnTo: this.page.addressOf(options.returnTo),
      startedAt: Date.now(),
    };
    const address = new URL(`${this.connection.host}/oauth/authorize`);
    address.search = new URLSearchParams({
      ...this.furtherParameters(options),
      response_type: 'code',
      client_id: this.auth.clientId,
      redirect_uri: pending.redirectUri,
      scope: this.auth.scope ?? 'user_default',
      state: pending.state,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    }).toString();
    return { pending, address };
  }

  private furtherParameters({
    parameters = {},
    forceLogin,
    loginHint,
  }: SignInOptions): Record<string, string> {
    const problem = authorizeParametersField(parameters);
    if (problem !== undefined) throw parametersRefused(this.connection, problem);
    const all: AuthorizeParameters = {
      ...this.auth.authorizeParameters,
      ...parameters,
      ...(forceLogin ? { prompt: 'login' } : {}),
      ...(loginHint === undefined ? {} : { login_hint: loginHint }),
    };
    const given = Object.entries(all).filter(([, value]) => value !== undefined);
    return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
  }
}

function parametersRefused({ id }: QlikConnection, expected: string): QlikError {
  return new QlikError('config-invalid', `The sign-in was not begun: its parameters must be ${expected}.`, {
    remedy: 'Correct the parameters that the application gives to signIn().',
    connectionId: id,
  });
}

const loadEndpoint = () => loadPart(() => import('../../oauth/token-endpoint'));

function isExpired({ expiresAt }: OAuthTokens): boolean {
  return expiresAt !== undefined && expiresAt <= Date.now();
}

function isRateLimited(thrown: unknown): boolean {
  return thrown instanceof QlikError && thrown.code === 'http-rate-limited';
}
