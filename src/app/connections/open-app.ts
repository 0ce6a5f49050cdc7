import { computed, inject, type Signal } from '@angular/core';
import { ConnectionRegistry, QlikAuthService, type QlikConnection, type QlikPlatform } from 'ngx-qlik';
import { factsOfAuthType } from 'ngx-qlik/auth-types';
import { injectLoad, loadedValue, type Loader } from '../loading/load';
import { type AppChoice, injectAppChoices } from './app-choices';
import { isSignedIn } from './connection-status';

/** Whether the connection shows its apps to everyone, without a sign-in. */
function isOpenToAll({ auth }: QlikConnection): boolean {
  return factsOfAuthType(auth.type).user === 'anonymous';
}

/** Returns the first connection, of a platform if one is given, that shows its apps without a sign-in. */
export function findOpenConnection(
  connections: readonly QlikConnection[],
  platform?: QlikPlatform,
): QlikConnection | undefined {
  return connections.find((each) => isOpenToAll(each) && (platform ?? each.platform) === each.platform);
}

/** The first app of a connection. */
export interface OpenApp {
  readonly connection: Signal<QlikConnection | undefined>;
  /** The list that {@link app} is of; idle until the connection is ready, which it becomes without the user. */
  readonly apps: Loader<readonly AppChoice[]>;
  readonly app: Signal<AppChoice | undefined>;
}

/**
 * Lists the first app of the first connection, of a platform if one is given, that shows its apps without a sign-in. Needs an injection
 * context.
 * @param isWanted reads signals; while it returns false no sign-in begins, and there is no request
 */
export function injectOpenApp(platform?: QlikPlatform, isWanted: () => boolean = () => true): OpenApp {
  const [registry, auth, listApps] = [
    inject(ConnectionRegistry),
    inject(QlikAuthService),
    injectAppChoices(),
  ];
  const connection = computed(() =>
    isWanted() ? findOpenConnection(registry.connections(), platform) : undefined,
  );
  const isReady = computed(() => {
    const found = connection();
    return found !== undefined && isSignedIn(auth.state(found.id)());
  });
  const apps = injectLoad(() => {
    const found = connection();
    return found && isReady() ? listApps(found.id, { limit: 1 }) : undefined;
  });
  const app = computed(() => loadedValue(apps.state())?.[0]);
  return { connection, apps, app };
}
