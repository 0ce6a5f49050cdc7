import type * as auth from '@qlik/api/auth';
import type * as qix from '@qlik/api/qix';

/** The part of `qix@v1` that this library calls. */
export interface QixRuntimeModule {
  readonly openAppSession: typeof qix.openAppSession;
}

/** The part of `auth@v1` that this library calls. */
export interface AuthRuntimeModule {
  readonly registerAuthModule: (name: string, authModule: RuntimeAuthModule) => void;
  readonly registerHostConfig: (name: string, hostConfig: auth.HostConfig) => void;
  readonly unregisterHostConfig: (name: string) => void;
}

/** What Qlik's runtime asks a registered auth module; read in `@qlik/api` 2.19 (`auth-functions`). */
export interface RuntimeAuthModule {
  validateHostConfig(hostConfig: unknown): boolean;
  getRestCallAuthParams(props: { readonly hostConfig: unknown }): Promise<{
    readonly headers: Record<string, string>;
    readonly queryParams: Record<string, string>;
    readonly credentials: RequestCredentials;
  }>;
  getWebSocketAuthParams(props: {
    readonly hostConfig: unknown;
  }): Promise<{ readonly queryParams: Record<string, string> }>;
  getWebResourceAuthParams(props: {
    readonly hostConfig: unknown;
  }): Promise<{ readonly queryParams: Record<string, string> }>;
  handleAuthenticationError(props: {
    readonly hostConfig: unknown;
    readonly status?: number;
    readonly canRetry: boolean;
  }): Promise<{ readonly retry: boolean; readonly preventDefault: boolean }>;
}

/**
 * The part of `initial-app-state@v1` that this library calls. Its callback is called before other code gets the app.
 * @see `<qlik-app-open-action>` of `@qlik/embed-web-components` 1.6
 */
export interface InitialAppStateRuntimeModule {
  readonly addOnAppOpenCallback: (
    app: { readonly appId: string; readonly identity?: string; readonly hostConfig: auth.HostConfig },
    callback: (opened: { readonly doc?: qix.Doc }) => Promise<unknown>,
  ) => unknown;
}

/** The modules that this library takes from Qlik's runtime. Web components take `embed-vanilla@v1` by themselves. */
export interface QlikRuntimeModules {
  readonly 'auth@v1': AuthRuntimeModule;
  readonly 'qix@v1': QixRuntimeModule;
  readonly 'initial-app-state@v1': InitialAppStateRuntimeModule;
}

/** What `/qlik-embed/main.js` puts on `window`; one per page. */
export interface QlikMain {
  import(name: string): Promise<unknown>;
}

declare global {
  interface Window {
    QlikMain?: QlikMain;
    /** Where `@qlik/api` and the web components wait until a host is set; read in `@qlik/runtime-module-loader` 1.5. */
    __qlikMainPrivateResolvers?: {
      resolveMainJsUrlAndHostConfig?: (value: {
        readonly url: string;
        readonly hostConfig?: unknown;
      }) => void;
    };
  }
}
