import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { QlikAuthService, type QlikConnection } from 'ngx-qlik';
import { endsWithReload } from './auth-type-facts';
import { isSignedIn } from './connection-status';
import { ReloadEnds } from './reload-ends';

/** Tells a signed-in user that a reload of the page ends the sign-in, and after the reload that it did. Empty otherwise. */
@Component({
  selector: 'app-reload-notice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (hasEnded()) {
      <p class="quiet">Loading the page again ended the sign-in: its tokens were in memory only.</p>
    } @else if (willEnd()) {
      <p class="quiet">A reload of the page ends this sign-in: its tokens are in memory only.</p>
    }
  `,
  // Where it says nothing it leaves no gap either.
  styles: `
    :host:empty {
      display: none;
    }
  `,
})
export class ReloadNoticeComponent {
  private readonly auth = inject(QlikAuthService);
  private readonly ends = inject(ReloadEnds);

  readonly connection = input.required<QlikConnection>();

  private readonly isSignedIn = computed(() => isSignedIn(this.auth.state(this.connection().id)()));
  protected readonly willEnd = computed(() => this.isSignedIn() && endsWithReload(this.connection()));
  protected readonly hasEnded = computed(
    () => !this.isSignedIn() && this.ends.hasEnded(this.connection().id),
  );
}
