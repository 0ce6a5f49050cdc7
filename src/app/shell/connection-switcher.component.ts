import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { type ConnectionId, ConnectionRegistry, QlikAuthService } from 'ngx-qlik';
import { describeStatus, findReason, isSignedIn } from '../connections/connection-status';
import { CurrentConnection } from '../connections/current-connection';
import { SignIn } from '../connections/sign-in';
import { SignedInUsers } from '../connections/signed-in-users';
import { Announcer } from '../ui/announcer';
import { IconComponent } from '../ui/icon.component';

/** Every connection with its live state, one click away from every page; the current one's is always in sight. */
@Component({
  selector: 'app-connection-switcher',
  imports: [IconComponent, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './connection-switcher.component.html',
  styleUrl: './connection-switcher.component.scss',
})
export class ConnectionSwitcherComponent {
  private readonly auth = inject(QlikAuthService);
  private readonly registry = inject(ConnectionRegistry);
  private readonly users = inject(SignedInUsers);
  private readonly currentConnection = inject(CurrentConnection);
  private readonly router = inject(Router);
  private readonly signIn = inject(SignIn);
  private readonly panel = viewChild.required<ElementRef<HTMLElement>>('panel');

  /** Looking at a connection's state may sign in to it, so the others wait until somebody wants to see them. */
  private readonly wasOpened = signal(false);

  protected readonly entries = computed(() => {
    const current = this.currentConnection.connection();
    const wanted = this.registry.connections().filter(({ id }) => this.wasOpened() || id === current?.id);
    return wanted.map((connection) => {
      const state = this.auth.state(connection.id)();
      const isReady = isSignedIn(state);
      return {
        connection,
        status: describeStatus(state),
        reason: findReason(state),
        isSignedIn: isReady,
        isBusy: state.status === 'signing-in',
        isCurrent: connection.id === current?.id,
        userName: isReady ? this.users.name(connection.id) : undefined,
      };
    });
  });

  protected readonly current = computed(() => this.entries().find((each) => each.isCurrent));

  constructor() {
    this.announceChanges(inject(Announcer));
  }

  protected followToggle(event: Event): void {
    if (event instanceof ToggleEvent && event.newState === 'open') this.wasOpened.set(true);
  }

  protected close(): void {
    this.panel().nativeElement.hidePopover();
  }

  protected choose(id: ConnectionId): void {
    this.currentConnection.choose(id);
    this.close();
  }

  protected startSignIn(id: ConnectionId): void {
    // The page to come back to: from a page about this connection's sign-in, the one that it leads to.
    const isSignInPage = this.router.url.startsWith('/sign-in/');
    void this.signIn.start(id, isSignInPage ? {} : { returnTo: this.router.url });
    this.close();
  }

  protected endSignIn(id: ConnectionId): void {
    void this.signIn.end(id);
    this.close();
  }

  private announceChanges(announcer: Announcer): void {
    const before = new Map<string, string>();
    effect(() => {
      const changes = this.entries().flatMap(({ connection, status }) => {
        const known = before.get(connection.id);
        before.set(connection.id, status.label);
        return known === undefined || known === status.label ? [] : [`${connection.label}: ${status.label}`];
      });
      if (changes.length > 0) untracked(() => announcer.announce(changes.join('. ')));
    });
  }
}
