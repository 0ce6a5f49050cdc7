import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  untracked,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { QlikAuthService, type QlikConnection } from 'ngx-qlik';
import { HostAccount } from '../host-account/host-account';
import { isForHostUsers, needsHostAccount, signsInSilently } from './auth-type-facts';
import { findReason } from './connection-status';
import { homeOf } from './connection-home';
import { SignIn } from './sign-in';
import { SignInButtonComponent } from './sign-in-button.component';
import { SignInNoticeComponent } from './sign-in-notice.component';

/**
 * The sign-in of a connection that is not signed in: first to the application if its backend has to know the user, then
 * to the connection.
 */
@Component({
  selector: 'app-sign-in-offer',
  host: { '(keydown.escape)': 'signIn.cancelByKey(connection().id, $event)' },
  imports: [MatButton, SignInButtonComponent, SignInNoticeComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (needsHostSignIn()) {
      <button mat-flat-button type="button" (click)="account.signIn()">Sign in to this application</button>
      <p class="quiet">
        {{ isSilent() ? 'This connection then signs in automatically.' : 'Then sign in to this connection.' }}
      </p>
    } @else {
      <app-sign-in-button [connectionId]="connection().id" [returnTo]="returnTo()" />
      <app-sign-in-notice [connectionId]="connection().id" />
      <p class="quiet">
        @if (isBackendMissing()) {
          This connection needs the application’s backend, and this page is served without one.
        } @else if (isSilent()) {
          It signs in automatically when a page is opened, unless you signed out.
        } @else {
          {{ hint() }}
        }
      </p>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px 12px;
    }
    button {
      min-width: 140px;
    }
    p,
    app-sign-in-notice {
      flex: 1 1 180px;
    }
  `,
})
export class SignInOfferComponent {
  private readonly auth = inject(QlikAuthService);
  protected readonly account = inject(HostAccount);
  protected readonly signIn = inject(SignIn);

  readonly connection = input.required<QlikConnection>();
  /** Path of this application to open after the sign-in. Default: the current page. */
  readonly returnTo = input<string>();

  private readonly isForHostUsers = computed(() => isForHostUsers(this.connection()));
  private readonly state = computed(() => this.auth.state(this.connection().id)());
  protected readonly isSilent = computed(() => signsInSilently(this.connection().auth.type));
  protected readonly hint = computed(() => homeOf(this.connection()).hint);
  protected readonly needsHostSignIn = computed(
    () =>
      this.isForHostUsers() &&
      (this.account.state().status === 'signed-out' || findReason(this.state())?.code === 'sign-in-required'),
  );
  protected readonly isBackendMissing = computed(
    () => needsHostAccount(this.connection().auth.type) && this.account.state().status === 'absent',
  );

  constructor() {
    effect(() => {
      if (this.isForHostUsers()) untracked(() => this.account.ensureLoaded());
    });
  }
}
