import { inject, Injectable, Injector } from '@angular/core';
import type { HostConfig } from '@qlik/api/auth';
import { loadPart } from '../errors/load-part';
import type { PageRuntime } from './page-runtime';
import type * as PageRuntimeModule from './page-runtime';
import type { QlikRuntimeModules } from './qlik-main';

/** What a host config is for. */
export interface HostConfigOptions {
  /** True for content that needs no sign-in, such as a snapshot: does not wait for a sign-in. */
  readonly isOffline?: boolean | undefined;
}

/**
 * Qlik's own code in this page: the modules of `/qlik-embed/main.js`, with every connection registered under its id.
 *
 * It is the runtime of the server that the page talks to, not of an npm package, so it fits that server. Connections whose server has
 * none say so (`runtime: { bundled: true }`) and have one out of the application's own files. Nothing is loaded before it is asked for.
 */
@Injectable({ providedIn: 'root' })
export class QlikRuntime {
  private readonly injector = inject(Injector);
  /** Begins at construction, so that the part is present when the application's server fails later. */
  private loading = this.load();

  /**
   * A module of Qlik's runtime.
   * @throws {QlikError} `runtime-unreachable`, `runtime-timeout`, `runtime-module-missing`; where the server gives the script to signed-in
   *   users only, also why no user is signed in
   */
  async module<Name extends keyof QlikRuntimeModules>(
    connectionId: string,
    name: Name,
  ): Promise<QlikRuntimeModules[Name]> {
    return (await this.page()).module(connectionId, name);
  }

  /**
   * The host config of a connection for its present sign-in, registered with Qlik's runtime under the connection's id.
   * Web components refer to it as `host-config="<id>"`. A sign-in or a renewal that is under way is waited for.
   * @throws {QlikError} as {@link module}
   */
  async hostConfig(connectionId: string, options?: HostConfigOptions): Promise<HostConfig> {
    return (await this.page()).hostConfig(connectionId, options);
  }

  /**
   * A host config in place of one whose sockets are dead: with it Qlik's runtime opens new ones instead of handing those out.
   * For app sessions that the engine has lost.
   * @param dead the host config that was in use; where another has taken its place already, that one is given
   * @throws {QlikError} as {@link module}
   */
  async freshHostConfig(connectionId: string, dead: HostConfig | undefined): Promise<HostConfig> {
    return (await this.page()).freshHostConfig(connectionId, dead);
  }

  private async page(): Promise<PageRuntime> {
    const { PageRuntime } = await this.loading.catch(() => (this.loading = this.load()));
    return this.injector.get(PageRuntime);
  }

  /** Pages that show no app and no chart need not carry it. */
  private load(): Promise<typeof PageRuntimeModule> {
    const loading = loadPart(() => import('./page-runtime'));
    // The next call reports the error.
    loading.catch(() => undefined);
    return loading;
  }
}
