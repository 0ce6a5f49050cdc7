import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { ConnectionRegistry } from 'ngx-qlik';
import { PanelComponent } from './panel.component';

/** A panel for each connection of public/connections.json. */
@Component({
  selector: 'app-root',
  imports: [PanelComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <h1>Cloud and client-managed</h1>
    @let configuration = registry.configuration();
    @if (configuration.status === 'failed') {
      <p role="alert">{{ configuration.error.message }} {{ configuration.error.remedy }}</p>
    }
    <main>
      @for (connection of registry.connections(); track connection.id) {
        <app-panel [connectionId]="connection.id" [label]="connection.label" />
      }
    </main>
  `,
  styles: `
    main {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(24rem, 1fr));
      gap: 2rem;
    }
  `,
})
export class AppComponent {
  protected readonly registry = inject(ConnectionRegistry);
}
