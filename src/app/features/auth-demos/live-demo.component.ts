import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { QlikAuthService, type QlikConnection } from 'ngx-qlik';
import { findReason, isSignedIn } from '../../connections/connection-status';
import { ConnectionStatusComponent } from '../../connections/connection-status.component';
import { describeProblem } from '../../connections/describe-problem';
import { ReloadNoticeComponent } from '../../connections/reload-notice.component';
import { RetryNoticeComponent } from '../../connections/retry-notice.component';
import { SignIn } from '../../connections/sign-in';
import { SignInButtonComponent } from '../../connections/sign-in-button.component';
import { SignInNoticeComponent } from '../../connections/sign-in-notice.component';
import { ErrorPanelComponent } from '../../ui/error-panel.component';
import { KeepFocusDirective } from '../../ui/keep-focus.directive';
import { MomentPipe } from '../../ui/moment.pipe';
import { ProgressComponent } from '../../ui/progress.component';
import type { AuthDemo } from './auth-demo';
import { AppCallComponent } from './calls/app-call.component';
import { CallsInProgress } from './calls/calls-in-progress';
import { ProxyUserCallComponent } from './calls/proxy-user-call.component';
import { RepositoryCallComponent } from './calls/repository-call.component';
import { SpacesCallComponent } from './calls/spaces-call.component';
import { TenantCallComponent } from './calls/tenant-call.component';
import { TenantUserCallComponent } from './calls/tenant-user-call.component';
import { AnonymousUserCallComponent } from './calls/anonymous-user-call.component';

/** Signs in, makes the calls of the auth type, and signs out. */
@Component({
  selector: 'app-live-demo',
  imports: [
    AnonymousUserCallComponent,
    AppCallComponent,
    ConnectionStatusComponent,
    ErrorPanelComponent,
    KeepFocusDirective,
    MatButton,
    MomentPipe,
    ProgressComponent,
    ProxyUserCallComponent,
    ReloadNoticeComponent,
    RepositoryCallComponent,
    RetryNoticeComponent,
    RouterLink,
    SignInButtonComponent,
    SignInNoticeComponent,
    SpacesCallComponent,
    TenantCallComponent,
    TenantUserCallComponent,
  ],
  providers: [CallsInProgress],
  host: { '(keydown.escape)': 'signIn.cancelByKey(connection().id, $event)' },
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './live-demo.component.html',
  styleUrl: './live-demo.component.scss',
})
export class LiveDemoComponent {
  private readonly auth = inject(QlikAuthService);

  readonly connection = input.required<QlikConnection>();
  readonly demo = input.required<AuthDemo>();

  protected readonly signIn = inject(SignIn);
  protected readonly calls = inject(CallsInProgress);

  protected readonly state = computed(() => this.auth.state(this.connection().id)());
  protected readonly isSignedIn = computed(() => isSignedIn(this.state()));
  /** The page takes up an earlier sign-in; of one that the user starts, the notice says how it goes. */
  protected readonly isRestoring = computed(
    () => this.state().status === 'signing-in' && !this.signIn.attempt(this.connection().id),
  );
  protected readonly expiresAt = computed(() => {
    const state = this.state();
    return state.status === 'ready' ? state.expiresAt : undefined;
  });
  protected readonly appearance = computed(() => {
    const { auth } = this.connection();
    if (this.demo().signIn === 'silent') return 'The sign-in is automatic; no page opens.';
    return auth.type === 'oauth2' && auth.interaction === 'popup'
      ? 'The sign-in opens a window.'
      : 'The sign-in redirects to another page and back.';
  });
  protected readonly problem = computed(() => {
    const reason = findReason(this.state());
    return reason && describeProblem(reason);
  });

  /** At most one. A new sign-in gets a new key, so that the components of the former user are destroyed. */
  protected readonly sessions = computed(() => {
    if (!this.isSignedIn()) return [];
    const { id } = this.connection();
    return [{ id, key: `${id} ${this.auth.connectionSession(id).epoch()}` }];
  });
}
