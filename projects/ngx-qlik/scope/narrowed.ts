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

/** What a class offers to others, without what it keeps to itself. */
type PublicPart<T> = Pick<T, keyof T>;

/** A registry in which there is one connection only. */
export function narrowRegistry(whole: ConnectionRegistry, id: string): PublicPart<ConnectionRegistry> {
  const find = (wanted: string) => (wanted === id ? whole.find(wanted) : undefined);
  return {
    connections: computed(() => whole.connections().filter((each) => each.id === id)),
    configuration: whole.configuration,
    load: () => whole.load(),
    settled: () => whole.settled(),
    find,
    get: (wanted) => (wanted === id ? whole.get(wanted) : refuse(wanted, id)),
    isKnown: (wanted): wanted is ConnectionId => find(wanted) !== undefined,
  };
}

/** An auth service that knows the connections of that registry only. */
export function narrowAuth(
  whole: QlikAuthService,
  registry: ConnectionRegistry,
): PublicPart<QlikAuthService> {
  return {
    connections: registry.connections,
    events: whole.events.pipe(filter(({ connectionId }) => registry.isKnown(connectionId))),
    state: (id) => whole.state(registry.get(id).id),
    session: (id) => whole.session(registry.get(id).id),
    // Nothing may come between a click and the popup that it opens: no await.
    signIn: (id, options) => whole.signIn(registry.get(id).id, options),
    cancelSignIn: (id) => whole.cancelSignIn(registry.get(id).id),
    signOut: async (id) => whole.signOut(registry.get(id).id),
  };
}

/** Qlik's runtime for the connections of that registry only. */
export function narrowRuntime(whole: QlikRuntime, registry: ConnectionRegistry): PublicPart<QlikRuntime> {
  return {
    module: async (id, name) => whole.module(registry.get(id).id, name),
    hostConfig: async (id, options) => whole.hostConfig(registry.get(id).id, options),
    freshHostConfig: async (id, dead) => whole.freshHostConfig(registry.get(id).id, dead),
  };
}

function refuse(wanted: string, id: string): QlikConnection {
  throw new QlikError('connection-unknown', `"${wanted}" is out of reach here.`, {
    remedy: `This part of the page is for the connection "${id}" only.`,
  });
}
