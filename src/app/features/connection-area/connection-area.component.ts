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
 * Around the pages that show one connection's data. They stand while the sign-in lasts: when it ends, they and what they hold go, and the
 * sign-in page that leads back takes their place.
 */
@Component({
  selector: 'app-connection-area',
  imports: [RetryNoticeComponent, RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <app-retry-notice [connectionId]="connectionId()" />
    @for (signIn of signIns(); track signIn.name) {
      <router-outlet />
    }
  `,
})
export class ConnectionAreaComponent {
  private readonly auth = inject(QlikAuthService);
  private readonly router = inject(Router);

  readonly connectionId = input.required<string>();

  private readonly session = computed(() => this.auth.session(this.connectionId()));

  /** The one sign-in that lasts, by a name of its own: another user's is another, and gets pages of its own. */
  protected readonly signIns = computed(() =>
    isSignedIn(this.session().state()) ? [{ name: `${this.connectionId()} ${this.session().epoch()}` }] : [],
  );

  constructor() {
    effect(() => {
      if (this.hasEnded()) untracked(() => this.redirectToSignIn());
    });
    // A click on a link in the same moment would overtake the way to the sign-in page.
    this.router.events.pipe(takeUntilDestroyed()).subscribe((event) => {
      if (event instanceof NavigationEnd && this.hasEnded()) this.redirectToSignIn();
    });
  }

  private hasEnded(): boolean {
    const { status } = this.session().state();
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
