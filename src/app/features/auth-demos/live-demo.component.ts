import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { QlikAuthService, type QlikConnection } from 'ngx-qlik';
import { QlikRest } from 'ngx-qlik/rest';
import { findReason, isSignedIn } from '../../connections/connection-status';
import { ConnectionStatusComponent } from '../../connections/connection-status.component';
import { describeProblem } from '../../connections/describe-problem';
import { SignIn } from '../../connections/sign-in';
import { injectLoad } from '../../loading/load';
import { ErrorPanelComponent } from '../../ui/error-panel.component';
import { ProgressComponent } from '../../ui/progress.component';
import { MomentPipe } from '../../ui/moment.pipe';
import type { AuthDemo } from './auth-demo';

const SHOWN_SPACES = 5;

/** Signs in, says who the user is, makes the type's main call, and signs out. */
@Component({
  selector: 'app-live-demo',
  imports: [
    ConnectionStatusComponent,
    MomentPipe,
    ErrorPanelComponent,
    MatButton,
    ProgressComponent,
    RouterLink,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './live-demo.component.html',
  styleUrl: './live-demo.component.scss',
})
export class LiveDemoComponent {
  private readonly auth = inject(QlikAuthService);
  private readonly rest = inject(QlikRest);

  readonly connection = input.required<QlikConnection>();
  readonly demo = input.required<AuthDemo>();

  protected readonly signIn = inject(SignIn);

  protected readonly state = computed(() => this.auth.state(this.connection().id)());
  protected readonly isSignedIn = computed(() => isSignedIn(this.state()));
  protected readonly expiresAt = computed(() => {
    const state = this.state();
    return state.status === 'ready' ? state.expiresAt : undefined;
  });
  protected readonly isPopup = computed(() => {
    const { auth } = this.connection();
    return auth.type === 'oauth2' && auth.interaction === 'popup';
  });
  protected readonly problem = computed(() => {
    const reason = findReason(this.state());
    return reason && describeProblem(reason);
  });

  /** Another sign-in is another user's: what the last one saw goes. */
  private readonly signedIn = computed(
    () =>
      this.isSignedIn()
        ? { id: this.connection().id, epoch: this.auth.session(this.connection().id).epoch() }
        : undefined,
    { equal: (one, other) => one?.id === other?.id && one?.epoch === other?.epoch },
  );

  protected readonly user = injectLoad(() => {
    const connection = this.signedIn();
    return connection && this.rest.currentUser(connection.id);
  });
  protected readonly spaces = injectLoad(() => {
    const connection = this.signedIn();
    return connection && this.rest.spaces(connection.id, { limit: SHOWN_SPACES, sort: 'name' });
  });

  protected readonly describeProblem = describeProblem;
}
