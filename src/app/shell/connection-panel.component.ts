import { ChangeDetectionStrategy, Component, computed, inject, output } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { type ConnectionId, ConnectionRegistry, QlikAuthService } from 'ngx-qlik';
import { canForceLogin } from '../connections/auth-type-facts';
import { findReason, isSignedIn } from '../connections/connection-status';
import { ConnectionStatusComponent } from '../connections/connection-status.component';
import { RetryNoticeComponent } from '../connections/retry-notice.component';
import { CurrentConnection } from '../connections/current-connection';
import { SignIn } from '../connections/sign-in';
import { SignInButtonComponent } from '../connections/sign-in-button.component';
import { SignInNoticeComponent } from '../connections/sign-in-notice.component';
import { SignInOfferComponent } from '../connections/sign-in-offer.component';
import { SignedInUsers } from '../connections/signed-in-users';
import { IconComponent } from '../ui/icon.component';
import { KeepFocusDirective } from '../ui/keep-focus.directive';
import { SubjectDirective } from '../ui/subject';

/** All connections with their live states. Reading a state may restore a sign-in, so this component is created on demand. */
@Component({
  selector: 'app-connection-panel',
  imports: [
    ConnectionStatusComponent,
    IconComponent,
    KeepFocusDirective,
    MatButton,
    MatIconButton,
    RetryNoticeComponent,
    RouterLink,
    SignInButtonComponent,
    SignInNoticeComponent,
    SignInOfferComponent,
    SubjectDirective,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './connection-panel.component.html',
  styleUrl: './connection-panel.component.scss',
})
export class ConnectionPanelComponent {
  private readonly auth = inject(QlikAuthService);
  private readonly registry = inject(ConnectionRegistry);
  private readonly users = inject(SignedInUsers);
  private readonly currentConnection = inject(CurrentConnection);
  private readonly router = inject(Router);
  private readonly signIn = inject(SignIn);

  readonly closed = output();

  /** The page to return to; on a sign-in page, its own target. It does not change while the panel is open. */
  protected returnTo(): string | undefined {
    const { url } = this.router;
    return url.startsWith('/sign-in/') ? undefined : url;
  }

  protected readonly entries = computed(() => {
    const current = this.currentConnection.connection();
    return this.registry.connections().map((connection) => {
      const state = this.auth.state(connection.id)();
      const isReady = isSignedIn(state);
      return {
        connection,
        reason: findReason(state),
        isSignedIn: isReady,
        canForceLogin: canForceLogin(connection.auth.type),
        isCurrent: connection.id === current?.id,
        userName: isReady ? this.users.name(connection.id) : undefined,
      };
    });
  });

  protected choose(id: ConnectionId): void {
    this.currentConnection.choose(id);
    this.closed.emit();
  }

  protected endSignIn(id: ConnectionId): void {
    void this.signIn.end(id);
    this.closed.emit();
  }
}
