import { APP_BASE_HREF, DOCUMENT, Location } from '@angular/common';
import { type EnvironmentProviders, inject, InjectionToken, makeEnvironmentProviders } from '@angular/core';
import type {
  AuthorizeParameters,
  AuthType,
  ConnectionAuth,
  SignInInteraction,
} from '../connections/connection-auth';
import type { QlikConnection } from '../connections/connection';
import type { FieldRule, FieldRules } from 'ngx-qlik/connection-rules';
import type { QlikError } from '../errors/qlik-error';
import type { QlikUser } from './connection-state';

/**
 * What a credential is for. Qlik Cloud wants another token for each: a bearer header on REST, a temporary token in the
 * address of a WebSocket, and one in the address of an image or script.
 */
export type CredentialPurpose = 'rest' | 'websocket' | 'web-resource';

/** Headers, query parameters and cookie mode that authenticate a request to Qlik. */
export interface QlikCredential {
  readonly headers: Readonly<Record<string, string>>;
  readonly queryParams: Readonly<Record<string, string>>;
  /** Whether cookies travel, as in `fetch`. */
  readonly cookies: RequestCredentials;
  /** Milliseconds since 1970; absent where unknown. */
  readonly expiresAt?: number;
  /** False when the credential works once only (a WebSocket's temporary token): it is fetched anew each time. */
  readonly isReusable: boolean;
  /** Why no call can be made: only Qlik's runtime can use this connection. */
  readonly refusal?: QlikError;
}

/** A credential without headers, parameters or cross-site cookies. */
export const NO_CREDENTIAL: QlikCredential = {
  headers: {},
  queryParams: {},
  cookies: 'same-origin',
  isReusable: true,
};

/** Result of restoring a session without user interaction. */
export type RestoredSession = 'signed-in' | 'signed-out';

/**
 * Why a session is forgotten: the server refused it, the user signed out in another tab, or another sign-in replaced it there. After a
 * replacement, data that tabs share belongs to the other sign-in and remains.
 */
export type ForgetReason = 'refused' | 'signed-out' | 'replaced';

/** Options of a sign-in. */
export interface SignInOptions {
  /** Path of this application to come back to after a full-page redirect. Default: the current one. */
  readonly returnTo?: string;
  /** Ask the server to show its login page even where it knows the user. */
  readonly forceLogin?: boolean;
  /** A name to fill into the login page. */
  readonly loginHint?: string;
  /** How the sign-in is shown. Default: as the connection says. For `oauth2`. */
  readonly interaction?: SignInInteraction;
  /**
   * Further parameters of the authorization request. For `oauth2`.
   * @throws {QlikError} `config-invalid` for a parameter of the protocol; nothing is sent
   */
  readonly parameters?: AuthorizeParameters;
  /** Cancels the sign-in while it is under way: {@link QlikAuthStrategy.signIn} rejects with `sign-in-canceled` then. */
  readonly signal?: AbortSignal;
}

/** Options that a strategy receives for a sign-in. */
export interface StrategySignInOptions extends SignInOptions {
  /**
   * To be called once when the window of the sign-in looks closed. It is a hint and no end: under `Cross-Origin-Opener-Policy` a window
   * that is open looks the same, and its answer arrives all the same.
   */
  readonly onWindowClosed?: () => void;
}

/**
 * One way to sign in to one connection. One instance per connection.
 *
 * It knows nothing of HttpClient, of Qlik's runtime or of components, and is called by the credential service only, which adds
 * single flight, renewal ahead of time and state. Every method throws {@link QlikError} only.
 */
export interface QlikAuthStrategy {
  /**
   * Restores a session of an earlier page (a stored token, an answer of the callback page) without user interaction.
   * @throws when a sign-in had been under way and failed
   */
  restore(): Promise<RestoredSession>;
  /**
   * Signs in with the user. Resolves when credentials can be had. A session that is there stays as it is until then.
   * Must open a popup synchronously, before its first `await`, or browsers block it.
   * @throws {QlikError} `sign-in-canceled` soon after `options.signal` is aborted; nothing of the sign-in has an effect after that. Also
   *   when the user gave up: the state is then as it was before
   */
  signIn(options: StrategySignInOptions): Promise<void>;
  /** The credential at hand for that purpose; may call the server where a purpose needs a token of its own. */
  credential(purpose: CredentialPurpose): Promise<QlikCredential>;
  /**
   * Fetches a new credential without the user.
   * @returns false when that is impossible and the user has to sign in again
   * @throws {QlikError} `sign-in-required` when the user has to sign in elsewhere first, such as to the application
   */
  renew(): Promise<boolean>;
  /**
   * Asks the server whether it still knows the session. For strategies whose server sends calls without a session to its sign-in page
   * where others refuse them: browsers follow such a redirect, and the call fails like a network error. Also for strategies that
   * share a sign-in with other tabs: false when the shared sign-in belongs to another user.
   */
  isValid?(): Promise<boolean>;
  /**
   * Asks Qlik who the user is, with the credential at hand, after a call was refused: one endpoint may refuse what the others accept.
   * Default: the refusal counts, and the session ends.
   * @returns false when Qlik knows no such user
   * @throws {QlikError} when it could not be asked; the session goes on
   */
  isAccepted?(): Promise<boolean>;
  /**
   * Returns the user of the session. For strategies that know the user, and for those whose users Qlik does not name; called when
   * `QlikSession.user` is first read. Default: Qlik is asked with the credential at hand.
   * @returns `undefined` where users have no name
   * @throws {QlikError} why the user is not known this time
   */
  currentUser?(): Promise<QlikUser | undefined>;
  /** Ends the session on the server where possible and forgets it here in any case. */
  signOut(): Promise<void>;
  /**
   * Forgets the session in this page without a sign-out by its user. Default: {@link signOut}, but nothing for `replaced`. For strategies
   * whose sign-out would leave the page.
   */
  forget?(reason: ForgetReason): Promise<void>;
}

/** A connection of one auth type. */
export type ConnectionOfType<T extends AuthType> = QlikConnection & {
  readonly auth: Extract<ConnectionAuth, { type: T }>;
};

/** Creates the strategies of one auth type, and describes its configuration. */
export interface QlikAuthStrategyFactory<T extends AuthType = AuthType> {
  readonly type: T;
  /**
   * The fields that `auth` may have besides `type`, and what each must be. Default: those that docs/configuration.md gives for the type, and its
   * rule for `host`.
   */
  readonly fields?: FieldRules;
  /** @internal Rules of this library in place of those of the type. */
  readonly rulesAs?: 'apikey-in-browser';
  /** What `host` of such a connection must be. Default: the address of a server. */
  readonly hostRule?: FieldRule;
  /** Runs in an injection context. */
  create(connection: ConnectionOfType<T>): QlikAuthStrategy;
}

/** All strategies that the application named. */
export const QLIK_AUTH_STRATEGIES: InjectionToken<readonly QlikAuthStrategyFactory[]> = new InjectionToken(
  // Only a name, which production builds drop.
  /* istanbul ignore next: that branch is none of a run's */
  ngDevMode ? 'QLIK_AUTH_STRATEGIES' : '',
);

/** A part of {@link provideQlik}: what it adds, and under which name it may appear once only. */
export interface QlikFeature {
  readonly name: string;
  readonly providers: EnvironmentProviders;
}

/** A strategy that says how to forget as well, see {@link QlikAuthStrategy.forget}. */
export type FullStrategy = QlikAuthStrategy & Required<Pick<QlikAuthStrategy, 'forget'>>;

/** The browser page of a sign-in; replaced in tests. */
export interface Page {
  /** An absolute address for one that may be relative to this application. */
  resolve(address: string): string;
  /** The absolute address of a path of this application, never one of another origin; default: the present one, with its query. */
  addressOf(path?: string): string;
  navigate(address: string): void;
  /** Ends a navigation that is under way. */
  stopNavigation(): void;
  /**
   * Calls the listener when the page is shown again from the browser's back-forward cache after it was left.
   * @returns a function that ends it
   */
  onRestoredFromCache(listener: () => void): () => void;
  /** Whether the page was opened by a navigation: not by a reload or the back or forward button. */
  isNewNavigation(): boolean;
}

/** Returns whether a user is signed in to the application itself; true where that is unknown. Called before each request to its backend. */
export type HostSessionCheck = () => Promise<boolean>;

/**
 * Token for the application's own check of its session. With it, connections whose secret the backend keeps send the backend nothing that
 * it refuses: a browser writes each 401 to its console. Without it, each asks the backend itself.
 */
export const QLIK_HOST_SESSION_CHECK = new InjectionToken<HostSessionCheck>(
  /* istanbul ignore next: that branch is none of a run's */
  ngDevMode ? 'QLIK_HOST_SESSION_CHECK' : '',
);

/** What the strategy of a connection is created with. */
export interface StrategySetup<C extends QlikConnection = QlikConnection> {
  readonly connection: C;
  /** The absolute address of the application's backend for the connection, without a slash at the end. */
  readonly backend: string;
  readonly page: Page;
  /** See {@link QLIK_HOST_SESSION_CHECK}. */
  readonly hasHostSession?: HostSessionCheck | undefined;
}

/** Turns a strategy of one auth type into a feature of `provideQlik(…)`. For strategies of your own as well. */
export function provideStrategy<T extends AuthType>(factory: QlikAuthStrategyFactory<T>): QlikFeature {
  return {
    name: `auth type "${factory.type}"`,
    providers: makeEnvironmentProviders([{ provide: QLIK_AUTH_STRATEGIES, useValue: factory, multi: true }]),
  };
}

/** The page of the application. To be called in an injection context. */
export function injectPage(): Page {
  const document = inject(DOCUMENT);
  const location = inject(Location);
  const baseHref = inject(APP_BASE_HREF, { optional: true }) ?? document.baseURI;
  const base = new URL(baseHref, document.baseURI);
  const resolve = (address: string) => new URL(address, base).href;
  return {
    resolve,
    addressOf: (path) => {
      const address = resolve(location.prepareExternalUrl(path ?? location.path(true)));
      // A path that begins with two slashes names another host.
      return new URL(address).origin === base.origin ? address : base.href;
    },
    navigate: (address) => document.defaultView?.location.assign(address),
    stopNavigation: () => document.defaultView?.stop(),
    onRestoredFromCache: (listener) => {
      const { defaultView: view } = document;
      const onShow = ({ persisted }: PageTransitionEvent) => {
        // The first load of a page shows it too.
        if (persisted) listener();
      };
      view?.addEventListener('pageshow', onShow);
      return () => view?.removeEventListener('pageshow', onShow);
    },
    isNewNavigation: () =>
      performance
        .getEntriesByType('navigation')
        .every((entry) => entry instanceof PerformanceNavigationTiming && entry.type === 'navigate'),
  };
}
