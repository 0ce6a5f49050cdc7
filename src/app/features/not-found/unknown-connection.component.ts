import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { MatAnchor } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { ConnectionRegistry } from 'ngx-qlik';

/** The page for addresses with an unknown connection. */
@Component({
  selector: 'app-unknown-connection',
  imports: [MatAnchor, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="page">
      <header class="page-head">
        <h1>Unknown connection</h1>
        <p class="lead">
          The address names the connection “{{ connectionId() }}”, which is not in the configuration.
          Configured connections:
        </p>
      </header>
      <ul>
        @for (connection of connections(); track connection.id) {
          <li>
            <a [routerLink]="['/connections', connection.id]">{{ connection.label }}</a>
            (<code>{{ connection.id }}</code
            >)
          </li>
        }
      </ul>
      <p><a mat-flat-button routerLink="/">To the overview</a></p>
    </div>
  `,
})
export class UnknownConnectionComponent {
  readonly connectionId = input.required<string>();

  protected readonly connections = inject(ConnectionRegistry).connections;
}
