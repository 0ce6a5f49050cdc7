import {
  computed,
  effect,
  inject,
  Injectable,
  Injector,
  type Signal,
  signal,
  untracked,
} from '@angular/core';
import {
  type ConnectionId,
  ConnectionRegistry,
  type QlikConnection,
  type QlikError,
  QlikAuthService,
  toQlikError,
} from 'ngx-qlik';
import { factsOfAuthType } from 'ngx-qlik/auth-types';
import { firstValueFrom } from 'rxjs';
import { isSignedIn } from './connection-status';

/** The user of a connection. */
export type SignedInUser =
  | { readonly status: 'signed-out' }
  | { readonly status: 'loading' }
  | { readonly status: 'known'; readonly name: string }
  /** `pfx` bypasses the proxy, the only source of the user's name. */
  | { readonly status: 'unavailable' }
  | { readonly status: 'failed'; readonly error: QlikError };

const ANONYMOUS_USER: SignedInUser = { status: 'known', name: 'Anonymous user' };

/** Loads the user of each connection once per sign-in. The REST code is loaded with the first user. */
@Injectable({ providedIn: 'root' })
export class SignedInUsers {
  private readonly auth = inject(QlikAuthService);
  private readonly registry = inject(ConnectionRegistry);
  private readonly injector = inject(Injector);
  private readonly users = new Map<string, Signal<SignedInUser>>();
  private readonly attempts = signal(0);

  /** Returns the user of a connection. Resets to `signed-out` when the sign-in ends. */
  user(connectionId: ConnectionId): Signal<SignedInUser> {
    const existing = this.users.get(connectionId);
    if (existing) return existing;
    const user = untracked(() => this.createUserSignal(connectionId));
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

  /** Loads the users again whose request failed. */
  retry(): void {
    this.attempts.update((count) => count + 1);
  }

  private createUserSignal(connectionId: ConnectionId): Signal<SignedInUser> {
    const connectionSession = this.auth.connectionSession(connectionId);
    const signIn = computed(() =>
      isSignedIn(connectionSession.state()) ? connectionSession.epoch() : undefined,
    );
    const user = signal<SignedInUser>({ status: 'signed-out' });
    effect(
      () => {
        const epoch = signIn();
        this.attempts();
        if (epoch === undefined) {
          user.set({ status: 'signed-out' });
          return;
        }
        user.set({ status: 'loading' });
        void this.load(connectionId).then((loaded) => {
          if (untracked(signIn) === epoch) user.set(loaded);
        });
      },
      { injector: this.injector },
    );
    return user.asReadonly();
  }

  private async load(connectionId: ConnectionId): Promise<SignedInUser> {
    const { platform, auth } = this.registry.get(connectionId);
    const { user } = factsOfAuthType(auth.type);
    if (user === 'anonymous') return ANONYMOUS_USER;
    if (user === 'unknown') return { status: 'unavailable' };
    try {
      const name =
        platform === 'cloud' ? this.fetchTenantUser(connectionId) : this.fetchProxyUser(connectionId);
      return { status: 'known', name: await name };
    } catch (thrown) {
      return { status: 'failed', error: toQlikError(thrown, connectionId) };
    }
  }

  private async fetchTenantUser(connectionId: ConnectionId): Promise<string> {
    const { QlikRest } = await import('ngx-qlik/rest');
    const user = await firstValueFrom(this.injector.get(QlikRest).currentUser(connectionId));
    return user.name || user.email || user.subject || user.id;
  }

  private async fetchProxyUser(connectionId: ConnectionId): Promise<string> {
    const { QlikRepository } = await import('ngx-qlik/rest');
    const user = await firstValueFrom(this.injector.get(QlikRepository).proxyUser(connectionId));
    return user.userName || `${user.userDirectory}\\${user.userId}`;
  }
}
