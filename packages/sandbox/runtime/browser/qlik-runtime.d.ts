/**
 * Types of the part of Qlik's client code that the runtime uses. The build resolves `qlik-runtime:*` to the files inside the
 * installed `@qlik/api` package that its Node branch would load, see `../qlik-api-chunks.ts`.
 */

declare module 'qlik-runtime:auth' {
  import type { AuthAPI, HostConfig, RestCallAuthParams, WebSocketAuthParams } from '@qlik/api/auth';
  export interface RuntimeAuthModule extends AuthAPI {
    getRestCallAuthParams(props: { hostConfig?: HostConfig; method: string }): Promise<RestCallAuthParams>;
    getWebSocketAuthParams(props: { hostConfig?: HostConfig }): Promise<WebSocketAuthParams>;
    /** Returns a key that is equal for two host configs of the same host and user. */
    serializeHostConfig(hostConfig: HostConfig | undefined): string;
    /** The host's address without a slash at the end, also of a host config that is only referred to. */
    toValidLocationUrl(hostConfig: HostConfig | undefined): string;
  }
  const auth: RuntimeAuthModule;
  export default auth;
}

declare module 'qlik-runtime:invoke-fetch' {
  import type { HostConfig } from '@qlik/api/auth';
  interface RestCall {
    readonly method: string;
    readonly pathTemplate: string;
    readonly pathVariables: Readonly<Record<string, string>>;
    readonly options: { readonly hostConfig?: HostConfig; readonly timeoutMs?: number };
  }
  /** Calls a REST endpoint with the credentials of a host config. @returns the content of its answer, of JSON as a value */
  export function invokeFetch(api: string, call: RestCall): Promise<{ readonly data: unknown }>;
}

declare module 'qlik-runtime:qix' {
  import type { Doc, OpenAppSessionProps, QixAPI } from '@qlik/api/qix';
  export interface RuntimeQixModule extends QixAPI {
    /** Runs the action when the app opens, before other code gets its Doc. Returns a function that removes it. */
    addInitialAppAction(props: OpenAppSessionProps, action: (doc: Doc) => Promise<void>): () => void;
  }
  const qix: RuntimeQixModule;
  export default qix;
}

declare module '@nebula.js/sn-*' {
  import type { stardust } from '@nebula.js/stardust';
  const visualization: stardust.Visualization;
  export default visualization;
}
