import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatAnchor, MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { QlikAuthService, type QlikConnection } from 'ngx-qlik';
import { ActivityLog } from '../../activity/activity-log';
import { signsInSilently } from '../../connections/auth-type-facts';
import { homeOf } from '../../connections/connection-home';
import { findReason, isSignedIn } from '../../connections/connection-status';
import { ConnectionStatusComponent } from '../../connections/connection-status.component';
import { describeProblem } from '../../connections/describe-problem';
import { ReloadNoticeComponent } from '../../connections/reload-notice.component';
import { RetryNoticeComponent } from '../../connections/retry-notice.component';
import { SignIn } from '../../connections/sign-in';
import { SignInNoticeComponent } from '../../connections/sign-in-notice.component';
import { SignInOfferComponent } from '../../connections/sign-in-offer.component';
import { SignedInUsers } from '../../connections/signed-in-users';
import { ErrorPanelComponent } from '../../ui/error-panel.component';
import { IconComponent } from '../../ui/icon.component';
import { KeepFocusDirective } from '../../ui/keep-focus.directive';
import { MomentPipe } from '../../ui/moment.pipe';
import { SkeletonComponent } from '../../ui/skeleton.component';
import { SubjectDirective } from '../../ui/subject';

/** One connection: its state, user, last event, and actions. */
@Component({
  selector: 'app-connection-card',
  host: { '(keydown.escape)': 'signIn.cancelByKey(connection().id, $event)' },
  imports: [
    ConnectionStatusComponent,
    ErrorPanelComponent,
    IconComponent,
    KeepFocusDirective,
    MatAnchor,
    MatButton,
    MomentPipe,
    ReloadNoticeComponent,
    RetryNoticeComponent,
    RouterLink,
    SignInNoticeComponent,
    SignInOfferComponent,
    SkeletonComponent,
    SubjectDirective,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './connection-card.component.html',
  styleUrl: './connection-card.component.scss',
})
export class ConnectionCardComponent {
  private readonly auth = inject(QlikAuthService);
  private readonly users = inject(SignedInUsers);
  private readonly log = inject(ActivityLog);

  readonly connection = input.required<QlikConnection>();

  protected readonly signIn = inject(SignIn);

  protected readonly state = computed(() => this.auth.state(this.connection().id)());
  protected readonly isSignedIn = computed(() => isSignedIn(this.state()));
  protected readonly home = computed(() => homeOf(this.connection()));
  protected readonly isSilent = computed(() => signsInSilently(this.connection().auth.type));
  protected readonly problem = computed(() => {
    const reason = findReason(this.state());
    return reason && describeProblem(reason);
  });
  protected readonly user = computed(() => {
    const user = this.isSignedIn() ? this.users.user(this.connection().id)() : undefined;
    return user?.status === 'unavailable' ? undefined : user;
  });
  protected readonly userName = computed(() => this.users.name(this.connection().id));
  protected readonly userProblem = computed(() => {
    const user = this.user();
    return user?.status === 'failed' ? describeProblem(user.error) : undefined;
  });
  protected readonly latest = computed(() => this.log.latestStep(this.connection().id));

  protected retryUser(): void {
    this.users.retry();
  }
}
