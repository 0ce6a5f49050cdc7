import { computed, inject, Injectable, type Signal, untracked } from '@angular/core';
import {
  type ConnectionId,
  ConnectionRegistry,
  type QlikConnection,
  QlikAuthService,
  type QlikUserState,
} from 'ngx-qlik';
import { factsOfAuthType } from 'ngx-qlik/auth-types';

/** The user of a connection. */
export type SignedInUser =
  | Exclude<QlikUserState, { readonly status: 'known' }>
  | { readonly status: 'known'; readonly name: string };

const SIGNED_OUT: SignedInUser = { status: 'signed-out' };
const ANONYMOUS_USER: SignedInUser = { status: 'known', name: 'Anonymous user' };

/** The names of the connections' users. The library asks for a user when its name is first shown, once per sign-in. */
@Injectable({ providedIn: 'root' })
export class SignedInUsers {
  private readonly auth = inject(QlikAuthService);
  private readonly registry = inject(ConnectionRegistry);
  private readonly users = new Map<ConnectionId, Signal<SignedInUser>>();

  /** Returns the user of a connection. Resets to `signed-out` when the sign-in ends. */
  user(connectionId: ConnectionId): Signal<SignedInUser> {
    const existing = this.users.get(connectionId);
    if (existing) return existing;
    const user = computed(() => this.read(connectionId));
    this.users.set(connectionId, user);
    return user;
  }

  /** Returns the user's name if it is known. */
  name(connectionId: ConnectionId): string | undefined {
    const user = this.user(connectionId)();
    return user.status === 'known' ? user.name : undefined;
  }

  /** Describes the sign-in of a connection: "Signed in to Acme as Ada". Empty without one, and while the user is being loaded. */
  describe({ id, label }: QlikConnection): string {
    const user = this.user(id)();
    if (user.status === 'signed-out' || user.status === 'loading') return '';
    return user.status === 'known' ? `Signed in to ${label} as ${user.name}` : `Signed in to ${label}`;
  }

  /** Loads the users again whose request failed, of those that were shown: another connection would begin a sign-in. */
  retry(): void {
    for (const [id, user] of this.users)
      if (user().status === 'failed') this.auth.connectionSession(id).reloadUser();
  }

  private read(connectionId: ConnectionId): SignedInUser {
    const connection = this.registry.find(connectionId);
    if (!connection) return SIGNED_OUT;
    const { userState } = untracked(() => this.auth.connectionSession(connectionId));
    const state = userState();
    if (state.status === 'known') return { status: 'known', name: state.user.name };
    const isAnonymous = factsOfAuthType(connection.auth.type).user === 'anonymous';
    return state.status === 'unavailable' && isAnonymous ? ANONYMOUS_USER : state;
  }
}
