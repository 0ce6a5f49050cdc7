import { DestroyRef, inject, Injectable, Injector } from '@angular/core';
import type { HostConfig } from '@qlik/api/auth';
import type { ConnectionSession } from '../auth/connection-session';
import { QlikAuthService, toConnectionSession } from '../auth/qlik-auth-service';
import type { QlikConnection } from '../connections/connection';
import { ConnectionRegistry } from '../auth/connection-registry';
import { loadPart } from '../errors/load-part';
import { QlikError, toQlikError } from '../errors/qlik-error';
import { runOutsideAngular } from '../zone/run-outside-angular';
import { MainScript } from './main-script';
import type { AuthRuntimeModule, QlikMain, QlikRuntimeModules } from './qlik-main';
import { createRuntimeAuthModule } from './runtime-auth-module';
import type { HostConfigOptions } from './qlik-runtime';
import { createRuntimeAuthType, type RuntimeHostConfig, toRuntimeHostConfig } from './runtime-host-config';
import { rejectAfter } from '../errors/time-limit';
import { QLIK_RUNTIME_TIME_LIMITS } from './time-limits';

/**
 * What {@link QlikRuntime} does: the modules of `/qlik-embed/main.js`, with every connection registered under its id.
 *
 * It is the runtime of the server that the page talks to, not of an npm package, so it fits that server. Connections whose server has
 * none say so (`runtime: { bundled: true }`) and have one out of the application's own files. Nothing is loaded before it is asked for.
 */
@Injectable({ providedIn: 'root' })
export class PageRuntime {
  private readonly script = inject(MainScript);
  private readonly injector = inject(Injector);
  private readonly registry = inject(ConnectionRegistry);
  private readonly auth = inject(QlikAuthService);
  private readonly limits = inject(QLIK_RUNTIME_TIME_LIMITS);
  private readonly registered = new Map<
    string,
    { hostConfig: HostConfig; connectionSession: ConnectionSession }
  >();
  private readonly authType = createRuntimeAuthType();
  private readonly ended = new AbortController();
  private readonly authModules = new Map<QlikMain, Promise<AuthRuntimeModule>>();

  constructor() {
    inject(DestroyRef).onDestroy(() => this.ended.abort());
  }

  /**
   * A module of Qlik's runtime.
   * @throws {QlikError} `runtime-unreachable`, `runtime-timeout`, `runtime-module-missing`; where the server gives the script to signed-in
   *   users only, also why no user is signed in
   */
  async module<Name extends keyof QlikRuntimeModules>(
    connectionId: string,
    name: Name,
  ): Promise<QlikRuntimeModules[Name]> {
    const connection = this.registry.get(connectionId);
    try {
      const main = await this.load(connection);
      // The runtime's version of the module is the server's; its shape is Qlik's contract for `@v1`.
      return (await this.import(main, name)) as QlikRuntimeModules[Name];
    } catch (thrown) {
      throw toQlikError(thrown, connection.id);
    }
  }

  /**
   * The host config of a connection for its present sign-in, registered with Qlik's runtime under the connection's id.
   * Web components refer to it as `host-config="<id>"`.
   *
   * A sign-in or a renewal that is under way is waited for: the host config of a sign-in that is not there yet would be of no use after it.
   * @throws {QlikError} as {@link module}; never because of that sign-in
   */
  async hostConfig(connectionId: string, options: HostConfigOptions = {}): Promise<HostConfig> {
    const connection = this.registry.get(connectionId);
    const authModule = await this.authRuntime(connection);
    const { reference } = connection.auth;
    if (reference !== undefined) {
      // Qlik's runtime follows one name to a host config and no further, and knows connections from their first use on.
      const named = this.registry.find(reference);
      if (named && named.auth.reference === undefined) await this.hostConfig(reference, options);
      return toRuntimeHostConfig(connection, 0) as HostConfig;
    }
    const connectionSession = toConnectionSession(this.auth.connectionSession(connection.id));
    // Calls that need a credential get the error, and restore a sign-in where that failed; a host config does neither.
    if (!options.isOffline && connectionSession.state().status !== 'failed')
      await connectionSession.credential('rest').catch(() => undefined);
    const current = this.registered.get(connection.id);
    const hostConfig: unknown = current?.hostConfig;
    // A connection that has moved has another session, which may have come as far as the one before.
    if (
      current?.connectionSession === connectionSession &&
      (hostConfig as RuntimeHostConfig).signIn === connectionSession.epoch()
    )
      return current.hostConfig;
    return this.register(connectionSession, authModule);
  }

  /**
   * A host config in place of one whose sockets are dead: with it Qlik's runtime opens new ones instead of handing those out.
   * For app sessions that the engine has lost.
   * @param dead the host config that was in use; where another has taken its place already, that one is given
   * @throws {QlikError} as {@link module}
   */
  async freshHostConfig(connectionId: string, dead: HostConfig | undefined): Promise<HostConfig> {
    const current = await this.hostConfig(connectionId);
    if (current !== dead) return current;
    const connection = this.registry.get(connectionId);
    const authModule = await this.authRuntime(connection);
    return this.register(toConnectionSession(this.auth.connectionSession(connection.id)), authModule);
  }

  /** Of the session's own connection: Qlik's runtime sends its credentials to that host. */
  private register(connectionSession: ConnectionSession, authModule: AuthRuntimeModule): HostConfig {
    const { connection } = connectionSession;
    const epoch = connectionSession.epoch();
    const { generations, hostConfigs } = registrationsOf(authModule);
    const generation = generations.get(connection.host) ?? 0;
    // Qlik's type knows the auth types of its own modules only; a registered module adds to them.
    const hostConfig = toRuntimeHostConfig(connection, epoch, {
      generation,
      authType: this.authType,
    }) as unknown as HostConfig;
    if (hostConfigs.has(connection.id)) authModule.unregisterHostConfig(connection.id);
    hostConfigs.set(connection.id, hostConfig);
    authModule.registerHostConfig(connection.id, hostConfig);
    this.registered.set(connection.id, { hostConfig, connectionSession });
    generations.set(connection.host, generation + 1);
    return hostConfig;
  }

  /** Leaves host configs that another application has registered since. */
  private unregister(authModule: AuthRuntimeModule): void {
    const { hostConfigs } = registrationsOf(authModule);
    for (const [id, { hostConfig }] of this.registered) {
      if (hostConfigs.get(id) !== hostConfig) continue;
      hostConfigs.delete(id);
      authModule.unregisterHostConfig(id);
    }
  }

  private async authRuntime(connection: QlikConnection): Promise<AuthRuntimeModule> {
    try {
      const main = await this.load(connection);
      return await (this.authModules.get(main) ?? this.prepareAuth(main));
    } catch (thrown) {
      throw toQlikError(thrown, connection.id);
    }
  }

  private prepareAuth(main: QlikMain): Promise<AuthRuntimeModule> {
    const preparing = this.import(main, 'auth@v1').then((imported) => {
      const module = imported as AuthRuntimeModule;
      // Qlik's runtime has no way to take it back, and must not keep an application that has ended.
      let auth: QlikAuthService | undefined = this.auth;
      this.ended.signal.addEventListener('abort', () => {
        auth = undefined;
        this.unregister(module);
      });
      const findSession = (id: string) => {
        if (auth) return toConnectionSession(auth.connectionSession(id));
        throw new QlikError('sign-in-required', 'The application of this connection has ended.', {
          remedy: 'Start the application again.',
        });
      };
      module.registerAuthModule(this.authType, createRuntimeAuthModule(findSession));
      return module;
    });
    this.authModules.set(main, preparing);
    preparing.catch(() => this.authModules.delete(main));
    return preparing;
  }

  private async import(main: QlikMain, name: string): Promise<unknown> {
    const missing = (cause?: unknown) =>
      new QlikError(
        'runtime-module-missing',
        `Qlik's runtime on this page has no working module "${name}".`,
        {
          remedy: 'The server may be too old for this.',
          isRetryable: true,
          cause,
        },
      );
    const importing = runOutsideAngular(() => Promise.resolve(main.import(name))).catch((cause: unknown) => {
      throw missing(cause);
    });
    const imported = await rejectAfter(
      importing,
      this.limits.module,
      () =>
        new QlikError(
          'runtime-timeout',
          `The module "${name}" of Qlik's runtime did not arrive within ${this.limits.module / 1000} s.`,
          {
            remedy: 'Check the network and try again.',
            isRetryable: true,
            params: { name, limit: this.limits.module / 1000 },
          },
        ),
      this.ended.signal,
    );
    if (typeof imported !== 'object' || imported === null) throw missing();
    return imported;
  }

  private async load(connection: QlikConnection): Promise<QlikMain> {
    if (connection.runtime?.bundled) return this.loadBundled();
    return this.script.present ?? (await this.loadScript(connection));
  }

  private async loadBundled(): Promise<QlikMain> {
    // Few applications have such a connection; the others need not carry what it takes.
    const { BundledRuntime } = await loadPart(() => import('./bundled-runtime'));
    return this.injector.get(BundledRuntime).load();
  }

  private async loadScript(connection: QlikConnection): Promise<QlikMain> {
    const sessionConnection = this.sessionConnectionOf(connection);
    // Without a session the server redirects to a sign-in page.
    if (sessionConnection) await this.auth.connectionSession(sessionConnection.id).credential('rest');
    // The connection's own host first. If it is down, another host that needs no session serves the same script.
    const others = this.registry
      .connections()
      .filter((each) => !each.runtime?.bundled && !this.sessionConnectionOf(each));
    return this.script.load(
      new Map([
        [addressOf(connection), sessionConnection !== undefined],
        ...others.map((each) => [addressOf(each), false] as const),
      ]),
    );
  }

  /**
   * Returns the connection whose session the script's host requires, if any. Virtual proxies and the application's backend serve the
   * script to signed-in users only.
   */
  private sessionConnectionOf(connection: QlikConnection): QlikConnection | undefined {
    const address = addressOf(connection);
    const needsSession = ({ host, platform }: QlikConnection) =>
      host === address && (platform === 'client-managed' || host.startsWith(`${location.origin}/`));
    // Of its own host a connection knows that itself: another one with that host may have the wrong platform.
    if (connection.host === address && !needsSession(connection)) return undefined;
    return this.registry.connections().find(needsSession);
  }
}

/** Registrations at one runtime, of all applications that use it. */
interface Registrations {
  /** How many host configs each address has had: the runtime may keep the sockets of an application that has ended. */
  readonly generations: Map<string, number>;
  /** By the id of their connection. */
  readonly hostConfigs: Map<string, HostConfig>;
}

const REGISTRATIONS = new WeakMap<AuthRuntimeModule, Registrations>();

function registrationsOf(authModule: AuthRuntimeModule): Registrations {
  const registrations = REGISTRATIONS.get(authModule) ?? { generations: new Map(), hostConfigs: new Map() };
  REGISTRATIONS.set(authModule, registrations);
  return registrations;
}

function addressOf({ runtime, host }: QlikConnection): string {
  return runtime?.url ?? host;
}
