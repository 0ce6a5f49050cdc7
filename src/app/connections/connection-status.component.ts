import { ChangeDetectionStrategy, Component, computed, ElementRef, inject, input } from '@angular/core';
import { QlikAuthService } from 'ngx-qlik';
import type { FocusTarget } from '../ui/lost-focus';
import { describeStatus } from './connection-status';

/** The live status of a connection. It can have the focus, by code only. */
@Component({
  selector: 'app-connection-status',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { tabindex: '-1' },
  template: `<span class="status" [attr.data-tone]="text().tone">{{ text().label }}</span>`,
  styles: `
    :host {
      display: inline-flex;
    }
  `,
})
export class ConnectionStatusComponent implements FocusTarget {
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly auth = inject(QlikAuthService);

  readonly connectionId = input.required<string>();

  protected readonly text = computed(() => describeStatus(this.auth.state(this.connectionId())()));

  focus(options?: FocusOptions): void {
    this.element.focus(options);
  }
}
