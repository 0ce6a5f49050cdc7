import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { injectConnection } from 'ngx-qlik/scope';
import { ActivityLog } from '../../../activity/activity-log';
import { findReason, isSignedIn } from '../../../connections/connection-status';
import { ConnectionStatusComponent } from '../../../connections/connection-status.component';
import { describeProblem } from '../../../connections/describe-problem';
import { PLATFORM_NAMES } from '../../../connections/platform-names';
import { RetryNoticeComponent } from '../../../connections/retry-notice.component';
import { SignIn } from '../../../connections/sign-in';
import { SignInNoticeComponent } from '../../../connections/sign-in-notice.component';
import { SignInOfferComponent } from '../../../connections/sign-in-offer.component';
import { SignedInUsers } from '../../../connections/signed-in-users';
import { ErrorPanelComponent } from '../../../ui/error-panel.component';
import { IconComponent } from '../../../ui/icon.component';
import { KeepFocusDirective } from '../../../ui/keep-focus.directive';
import type { FocusTarget } from '../../../ui/lost-focus';
import { MomentPipe } from '../../../ui/moment.pipe';
import { SkeletonComponent } from '../../../ui/skeleton.component';
import { SubjectComponent } from '../../../ui/subject';
import { PanelAppComponent } from './panel-app.component';
import { PANEL_PORT } from './panel-port';
import { PanelListComponent } from './panel-list.component';

/** The panel of one connection: its state, user, lists, and an app. It is isolated from other connections. */
@Component({
  selector: 'app-tenant-panel',
  host: { '(keydown.escape)': 'signIn.cancelByKey(connection.id, $event)' },
  imports: [
    ConnectionStatusComponent,
    ErrorPanelComponent,
    IconComponent,
    KeepFocusDirective,
    MatButton,
    MatIconButton,
    MomentPipe,
    PanelAppComponent,
    PanelListComponent,
    RetryNoticeComponent,
    SignInNoticeComponent,
    SignInOfferComponent,
    SkeletonComponent,
    SubjectComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './tenant-panel.component.html',
  styleUrl: './tenant-panel.component.scss',
})
export class TenantPanelComponent {
  private readonly scope = injectConnection();
  private readonly users = inject(SignedInUsers);
  private readonly log = inject(ActivityLog);

  protected readonly signIn = inject(SignIn);
  protected readonly port = inject(PANEL_PORT);
  protected readonly connection = this.scope.connection;
  protected readonly platform = PLATFORM_NAMES[this.connection.platform];
  protected readonly isSignedIn = computed(() => isSignedIn(this.scope.state()));
  /** The number of the current sign-in: another user gets new lists and a new app. */
  protected readonly signIns = computed(() => (this.isSignedIn() ? [this.scope.epoch()] : []));
  protected readonly problem = computed(() => {
    const reason = findReason(this.scope.state());
    return reason && describeProblem(reason);
  });
  /** `undefined` while it is loading. */
  protected readonly userName = computed(() => {
    if (!this.isSignedIn()) return 'Not signed in';
    const user = this.users.user(this.connection.id)();
    if (user.status === 'known') return user.name;
    return user.status === 'loading' ? undefined : 'Not reported by the server';
  });
  protected readonly userProblem = computed(() => {
    const user = this.isSignedIn() ? this.users.user(this.connection.id)() : undefined;
    return user?.status === 'failed' ? describeProblem(user.error) : undefined;
  });
  protected readonly reconnects = signal(0);
  protected readonly latest = computed(() => this.log.latest(this.connection.id));

  protected retryUser(): void {
    this.users.retry();
  }

  protected countReconnect(): void {
    this.reconnects.update((count) => count + 1);
  }

  /** @param next gets the focus in place of the button, which disappears */
  protected endSignIn(next: FocusTarget): void {
    next.focus();
    void this.signIn.end(this.connection.id);
  }
}
