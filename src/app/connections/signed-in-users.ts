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
import { type ConnectionId, type QlikError, QlikAuthService, toQlikError } from 'ngx-qlik';
import type { User } from '@qlik/api/users';
import { firstValueFrom } from 'rxjs';
import { isSignedIn } from './connection-status';

/** Who is signed in to a connection. */
export type SignedInUser =
  | { readonly status: 'nobody' }
  | { readonly status: 'loading' }
  | { readonly status: 'known'; readonly user: User }
  | { readonly status: 'failed'; readonly error: QlikError };

/** Asks each connection once per sign-in who its user is. REST code is fetched when the first user is asked for, not before. */
@Injectable({ providedIn: 'root' })
export class SignedInUsers {
  private readonly auth = inject(QlikAuthService);
  private readonly injector = inject(Injector);
  private readonly users = new Map<string, Signal<SignedInUser>>();
  private readonly attempts = signal(0);

  /** The user of that connection; forgotten at once when the sign-in ends. */
  user(connectionId: ConnectionId): Signal<SignedInUser> {
    const existing = this.users.get(connectionId);
    if (existing) return existing;
    const user = untracked(() => this.follow(connectionId));
    this.users.set(connectionId, user);
    return user;
  }

  /** The user's name where it is known. */
  name(connectionId: ConnectionId): string | undefined {
    const user = this.user(connectionId)();
    return user.status === 'known' ? user.user.name || user.user.email || user.user.subject : undefined;
  }

  /** Asks again where asking failed. */
  retry(): void {
    this.attempts.update((count) => count + 1);
  }

  private follow(connectionId: ConnectionId): Signal<SignedInUser> {
    const session = this.auth.session(connectionId);
    const signIn = computed(() => (isSignedIn(session.state()) ? session.epoch() : undefined));
    const user = signal<SignedInUser>({ status: 'nobody' });
    effect(
      () => {
        const epoch = signIn();
        this.attempts();
        if (epoch === undefined) {
          user.set({ status: 'nobody' });
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
    try {
      const { QlikRest } = await import('ngx-qlik/rest');
      const user = await firstValueFrom(this.injector.get(QlikRest).currentUser(connectionId));
      return { status: 'known', user };
    } catch (thrown) {
      return { status: 'failed', error: toQlikError(thrown, connectionId) };
    }
  }
}
