import { ChangeDetectionStrategy, Component, DestroyRef, inject, input, signal } from '@angular/core';
import { ConnectionRegistry, type QlikError, toQlikError } from 'ngx-qlik';

const ID = 'added-by-the-gallery';

@Component({
  selector: 'app-connections-example',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ul aria-label="Connections">
      @for (each of registry.connections(); track each.id) {
        <li>
          {{ each.label }}{{ each.id === connectionId() ? ', that of this page' : '' }}
          @if (each.id === ID) {
            <button type="button" (click)="act(registry.change(ID, { label: label.value }))">Rename</button>
            <button type="button" (click)="act(registry.remove(ID))">Remove</button>
          }
        </li>
      }
    </ul>
    <label>Label <input #label value="Another tenant" /></label>
    <label>Host <input #host value="https://your-tenant.eu.qlikcloud.com" /></label>
    <button type="button" [disabled]="registry.isKnown(ID)" (click)="add(label.value, host.value)">
      Add a connection
    </button>
    @if (failure(); as error) {
      <p role="alert">{{ error.message }} {{ error.remedy }}</p>
    }
  `,
})
export class ConnectionsExampleComponent {
  readonly connectionId = input.required<string>();

  protected readonly ID = ID;
  protected readonly registry = inject(ConnectionRegistry);
  protected readonly failure = signal<QlikError | undefined>(undefined);

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      if (this.registry.isKnown(ID)) void this.registry.remove(ID);
    });
  }

  /** As in `connections.json`: a wrong address, or a secret, is refused. */
  protected add(label: string, host: string): Promise<void> {
    return this.act(this.registry.add({ id: ID, label, platform: 'cloud', host, auth: { type: 'noauth' } }));
  }

  protected async act(change: Promise<void>): Promise<void> {
    try {
      await change;
      this.failure.set(undefined);
    } catch (thrown) {
      this.failure.set(toQlikError(thrown));
    }
  }
}
