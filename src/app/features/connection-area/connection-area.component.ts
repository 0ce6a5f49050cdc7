import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  untracked,
} from '@angular/core';
import { Router, RouterOutlet } from '@angular/router';
import { QlikAuthService } from 'ngx-qlik';
import { isSignedIn } from '../../connections/connection-status';

/**
 * Around the pages that show one connection's data. They stand while the sign-in lasts: when it ends, they and what they hold go, and the
 * sign-in page that leads back takes their place.
 */
@Component({
  selector: 'app-connection-area',
  imports: [RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (signIn of signIns(); track signIn) {
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
    isSignedIn(this.session().state()) ? [`${this.connectionId()} ${this.session().epoch()}`] : [],
  );

  constructor() {
    effect(() => {
      const { status } = this.session().state();
      if (status !== 'signed-out' && status !== 'failed') return;
      untracked(() => this.askToSignIn());
    });
  }

  private askToSignIn(): void {
    const goal = this.router.getCurrentNavigation()?.finalUrl ?? this.router.parseUrl(this.router.url);
    void this.router.navigate(['/sign-in', this.connectionId()], {
      queryParams: { returnTo: this.router.serializeUrl(goal) },
      replaceUrl: true,
    });
  }
}
