import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ConnectionRegistry } from 'ngx-qlik';
import { EmptyStateComponent } from '../../ui/empty-state.component';
import { ConnectionCardComponent } from './connection-card.component';

/** The first page: every connection, how it stands, and what can be done with it. */
@Component({
  selector: 'app-overview',
  imports: [ConnectionCardComponent, EmptyStateComponent, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="page">
      <header class="page-head">
        <h1>Connections</h1>
        <p class="lead">
          Sign in to see the spaces and apps of a Qlik tenant, opened and drawn by Qlik’s own code inside this
          Angular application.
        </p>
      </header>
      @if (connections().length === 0) {
        <app-empty-state title="There is no connection yet">
          <p>Add one to <code>connections.json</code> and reload the page.</p>
        </app-empty-state>
      }
      <ul>
        @for (connection of connections(); track connection.id) {
          <li><app-connection-card [connection]="connection" /></li>
        }
      </ul>
      <p class="quiet">
        Each way to sign in has a page with its configuration to copy:
        <a routerLink="/auth-demos">sign-in demos</a>.
      </p>
    </div>
  `,
  styles: `
    ul {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(420px, 100%), 1fr));
      gap: 16px;
      margin: 0;
      padding: 0;
      list-style: none;
    }
  `,
})
export class OverviewComponent {
  protected readonly connections = inject(ConnectionRegistry).connections;
}
