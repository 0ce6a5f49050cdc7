import { computed } from '@angular/core';
import { filter } from 'rxjs';
import {
  type ConnectionId,
  type ConnectionRegistry,
  type QlikAuthService,
  type QlikConnection,
  QlikError,
  type QlikRuntime,
} from 'ngx-qlik';

/** The public members of a class. */
type PublicPart<T> = Pick<T, keyof T>;

/** Returns a registry with one connection only. */
export function narrowRegistry(parent: ConnectionRegistry, id: string): PublicPart<ConnectionRegistry> {
  const find = (wanted: string) => (wanted === id ? parent.find(wanted) : undefined);
  return {
    connections: computed(() => parent.connections().filter((each) => each.id === id)),
    configuration: parent.configuration,
    load: () => parent.load(),
    settled: () => parent.settled(),
    add: async ({ id: wanted }) => void refuse(wanted, id),
    change: async (wanted, change) =>
      wanted === id ? parent.change(wanted, change) : void refuse(wanted, id),
    remove: async (wanted) => (wanted === id ? parent.remove(wanted) : void refuse(wanted, id)),
    find,
    get: (wanted) => (wanted === id ? parent.get(wanted) : refuse(wanted, id)),
    isKnown: (wanted): wanted is ConnectionId => find(wanted) !== undefined,
  };
}

/** Returns an auth service with the connections of a registry only. */
export function narrowAuth(
  parent: QlikAuthService,
  registry: ConnectionRegistry,
): PublicPart<QlikAuthService> {
  return {
    connections: registry.connections,
    events: parent.events.pipe(filter(({ connectionId }) => registry.isKnown(connectionId))),
    state: (id) => parent.state(registry.get(id).id),
    connectionSession: (id) => parent.connectionSession(registry.get(id).id),
    isSignedIn: (id) => parent.isSignedIn(registry.get(id).id),
    user: (id) => parent.user(registry.get(id).id),
    // No await: a popup must open synchronously in the click handler.
    signIn: (id, options) => parent.signIn(registry.get(id).id, options),
    cancelSignIn: (id) => parent.cancelSignIn(registry.get(id).id),
    signOut: async (id) => parent.signOut(registry.get(id).id),
  };
}

/** Returns Qlik's runtime for the connections of a registry only. */
export function narrowRuntime(parent: QlikRuntime, registry: ConnectionRegistry): PublicPart<QlikRuntime> {
  return {
    module: async (id, name) => parent.module(registry.get(id).id, name),
    hostConfig: async (id, options) => parent.hostConfig(registry.get(id).id, options),
    freshHostConfig: async (id, dead) => parent.freshHostConfig(registry.get(id).id, dead),
  };
}

function refuse(wanted: string, id: string): QlikConnection {
  throw new QlikError('connection-unknown', `"${wanted}" is not available here.`, {
    remedy: `This part of the page is for the connection "${id}" only.`,
  });
}
