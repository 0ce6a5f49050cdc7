import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { QlikAuthService } from 'ngx-qlik';
import { describeStatus } from './connection-status';

/** The live status of a connection. */
@Component({
  selector: 'app-connection-status',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<span class="status" [attr.data-tone]="text().tone">{{ text().label }}</span>`,
  styles: `
    :host {
      display: inline-flex;
    }
  `,
})
export class ConnectionStatusComponent {
  private readonly auth = inject(QlikAuthService);

  readonly connectionId = input.required<string>();

  protected readonly text = computed(() => describeStatus(this.auth.state(this.connectionId())()));
}
