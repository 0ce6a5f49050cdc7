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
  type AuthType,
  type ConnectionId,
  ConnectionRegistry,
  type QlikError,
  QlikAuthService,
  toQlikError,
} from 'ngx-qlik';
import { firstValueFrom } from 'rxjs';
import { isSignedIn } from './connection-status';

/** Who is signed in to a connection. */
export type SignedInUser =
  | { readonly status: 'signed-out' }
  | { readonly status: 'loading' }
  | { readonly status: 'known'; readonly name: string }
  /** The server names nobody: the connection goes around the part of it that could. */
  | { readonly status: 'unavailable' }
  | { readonly status: 'failed'; readonly error: QlikError };

/** Nobody can be asked: `pfx` goes around the proxy, the others do not say who they are. */
const TYPES_WITHOUT_USER_INFO: readonly AuthType[] = ['pfx', 'none', 'noauth', 'reference'];
const ANONYMOUS_USER: SignedInUser = { status: 'known', name: 'A visitor without a name' };

/** Asks each connection once per sign-in who its user is. REST code is fetched when the first user is asked for, not before. */
@Injectable({ providedIn: 'root' })
export class SignedInUsers {
  private readonly auth = inject(QlikAuthService);
  private readonly registry = inject(ConnectionRegistry);
  private readonly injector = inject(Injector);
  private readonly users = new Map<string, Signal<SignedInUser>>();
  private readonly attempts = signal(0);

  /** The user of that connection; forgotten at once when the sign-in ends. */
  user(connectionId: ConnectionId): Signal<SignedInUser> {
    const existing = this.users.get(connectionId);
    if (existing) return existing;
    const user = untracked(() => this.createUserSignal(connectionId));
    this.users.set(connectionId, user);
    return user;
  }

  /** The user's name where it is known. */
  name(connectionId: ConnectionId): string | undefined {
    const user = this.user(connectionId)();
    return user.status === 'known' ? user.name : undefined;
  }

  /** Asks again where asking failed. */
  retry(): void {
    this.attempts.update((count) => count + 1);
  }

  private createUserSignal(connectionId: ConnectionId): Signal<SignedInUser> {
    const session = this.auth.session(connectionId);
    const signIn = computed(() => (isSignedIn(session.state()) ? session.epoch() : undefined));
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
    if (auth.type === 'anonymous' || auth.type === 'anonymous-virtual-proxy') return ANONYMOUS_USER;
    if (TYPES_WITHOUT_USER_INFO.includes(auth.type)) return { status: 'unavailable' };
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
