import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { QlikConnection } from 'ngx-qlik';
import { endsWithReload } from './auth-type-facts';

/** Tells a signed-in user that a reload of the page ends the sign-in, where it does. Empty otherwise. */
@Component({
  selector: 'app-reload-notice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (isShown()) {
      <p class="quiet">A reload of the page ends this sign-in: its tokens are in memory only.</p>
    }
  `,
})
export class ReloadNoticeComponent {
  readonly connection = input.required<QlikConnection>();

  protected readonly isShown = computed(() => endsWithReload(this.connection()));
}
