import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  untracked,
} from '@angular/core';
import { MatAnchor } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { ConnectionRegistry, QlikAuthService } from 'ngx-qlik';
import { findReason, isSignedIn } from '../../connections/connection-status';
import { ConnectionStatusComponent } from '../../connections/connection-status.component';
import { describeProblem } from '../../connections/describe-problem';
import { ReloadNoticeComponent } from '../../connections/reload-notice.component';
import { RetryNoticeComponent } from '../../connections/retry-notice.component';
import { SignIn } from '../../connections/sign-in';
import { SignInOfferComponent } from '../../connections/sign-in-offer.component';
import { ErrorPanelComponent } from '../../ui/error-panel.component';
import { KeepFocusDirective } from '../../ui/keep-focus.directive';
import { ProgressComponent } from '../../ui/progress.component';

/** The sign-in page of a connection: shows why a sign-in is needed, and returns to the page that needs it. */
@Component({
  selector: 'app-sign-in-page',
  imports: [
    ConnectionStatusComponent,
    ErrorPanelComponent,
    KeepFocusDirective,
    MatAnchor,
    ProgressComponent,
    ReloadNoticeComponent,
    RetryNoticeComponent,
    RouterLink,
    SignInOfferComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="page">
      <header class="page-head">
        <h1>Sign in to {{ connection().label }}</h1>
        <p class="lead">
          @if (hasTarget()) {
            The page that you opened needs this connection. It opens after the sign-in.
          } @else {
            The overview opens after the sign-in.
          }
        </p>
      </header>
      @if (problem(); as found) {
        <app-error-panel [problem]="found" [retryLabel]="undefined" />
      }
      <section class="card" aria-labelledby="connection-name" [appKeepFocus]="status">
        <div class="row">
          <h2 id="connection-name">{{ connection().label }}</h2>
          <app-connection-status #status [connectionId]="connectionId()" />
        </div>
        <p class="quiet">{{ connection().host }}</p>
        <app-retry-notice [connectionId]="connectionId()" />
        @if (isRestoring()) {
          <app-progress label="Signing in …" />
        }
        <app-reload-notice [connection]="connection()" />
        <app-sign-in-offer [connection]="connection()" [returnTo]="target()" />
        <div class="row">
          <a mat-button routerLink="/">To the overview</a>
        </div>
      </section>
    </div>
  `,
})
export class SignInPageComponent {
  private readonly auth = inject(QlikAuthService);
  private readonly registry = inject(ConnectionRegistry);
  private readonly signIn = inject(SignIn);

  readonly connectionId = input.required<string>();
  /** Query parameter; not validated. */
  readonly returnTo = input<string>();

  protected readonly target = computed(() => toReturnPath(this.returnTo()));

  protected readonly hasTarget = computed(() => this.target() !== '/');
  protected readonly connection = computed(() => this.registry.get(this.connectionId()));
  protected readonly state = computed(() => this.auth.state(this.connectionId())());
  /** The page takes up an earlier sign-in; of one that the user starts, the offer says how it goes. */
  protected readonly isRestoring = computed(
    () => this.state().status === 'signing-in' && !this.signIn.attempt(this.connectionId()),
  );
  protected readonly problem = computed(() => {
    const reason = findReason(this.state());
    return reason && describeProblem(reason);
  });

  constructor() {
    const router = inject(Router);
    effect(() => {
      if (!isSignedIn(this.state())) return;
      const target = this.target();
      untracked(() => void router.navigateByUrl(target, { replaceUrl: true }));
    });
  }
}

/** Returns the path to open after a sign-in. Paths outside this application become `/`. */
export function toReturnPath(wanted: string | undefined): string {
  if (wanted === undefined || !wanted.startsWith('/')) return '/';
  // Browsers read "//host" and "/\host" as another origin; a sign-in page as target would be a loop.
  if (/^\/[/\\]/.test(wanted) || wanted.startsWith('/sign-in/')) return '/';
  return wanted;
}
