import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  untracked,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterOutlet } from '@angular/router';
import { QlikAuthService } from 'ngx-qlik';
import { isSignedIn } from '../../connections/connection-status';
import { RetryNoticeComponent } from '../../connections/retry-notice.component';

/**
 * The parent of the pages of one connection. When the sign-in ends, it destroys these pages with their data and opens
 * the sign-in page.
 */
@Component({
  selector: 'app-connection-area',
  imports: [RetryNoticeComponent, RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (signIn of signIns(); track signIn.name) {
      <app-retry-notice [connectionId]="connectionId()" />
      <router-outlet />
    }
  `,
})
export class ConnectionAreaComponent {
  private readonly auth = inject(QlikAuthService);
  private readonly router = inject(Router);

  readonly connectionId = input.required<string>();

  private readonly connectionSession = computed(() => this.auth.connectionSession(this.connectionId()));

  /** The current sign-in, with a name per user: another user gets new pages. */
  protected readonly signIns = computed(() =>
    isSignedIn(this.connectionSession().state())
      ? [{ name: `${this.connectionId()} ${this.connectionSession().epoch()}` }]
      : [],
  );

  constructor() {
    effect(() => {
      if (this.hasEnded()) untracked(() => this.redirectToSignIn());
    });
    // A click on a link at the same time would override the redirect.
    this.router.events.pipe(takeUntilDestroyed()).subscribe((event) => {
      if (event instanceof NavigationEnd && this.hasEnded()) this.redirectToSignIn();
    });
  }

  private hasEnded(): boolean {
    const { status } = this.connectionSession().state();
    return status === 'signed-out' || status === 'failed';
  }

  private redirectToSignIn(): void {
    const underway = this.router.getCurrentNavigation();
    const goal = underway?.finalUrl ?? underway?.extractedUrl ?? this.router.parseUrl(this.router.url);
    const returnTo = this.router.serializeUrl(goal);
    if (returnTo.startsWith('/sign-in/')) return;
    void this.router.navigate(['/sign-in', this.connectionId()], {
      queryParams: { returnTo },
      replaceUrl: true,
    });
  }
}
