import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ConnectionRegistry, type QlikPlatform } from 'ngx-qlik';
import { PLATFORM_NAMES } from '../../connections/platform-names';
import { EmptyStateComponent } from '../../ui/empty-state.component';
import { ConnectionCardComponent } from './connection-card.component';

const PLATFORMS: readonly QlikPlatform[] = ['cloud', 'client-managed'];

/** The start page: all connections with their states and actions. */
@Component({
  selector: 'app-overview',
  imports: [ConnectionCardComponent, EmptyStateComponent, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="page">
      <header class="page-head">
        <h1>Connections</h1>
        <p class="lead">
          Sign in to see the apps of a Qlik tenant or server, opened and drawn by Qlik’s own code inside this
          Angular application.
        </p>
      </header>
      @if (connections().length === 0) {
        <app-empty-state title="There is no connection yet">
          <p>Add one to <code>connections.json</code> and reload the page.</p>
        </app-empty-state>
      }
      @for (group of groups(); track group.platform) {
        <section [attr.aria-labelledby]="'platform-' + group.platform">
          <h2 [id]="'platform-' + group.platform">{{ group.name }}</h2>
          <ul class="cards">
            @for (connection of group.connections; track connection.id) {
              <li><app-connection-card [connection]="connection" /></li>
            }
          </ul>
        </section>
      }
      <p class="quiet">
        Each way to sign in has a page with its configuration to copy:
        <a routerLink="/auth-demos">sign-in demos</a>.
      </p>
    </div>
  `,
  styles: `
    section {
      display: grid;
      gap: 12px;
    }
  `,
})
export class OverviewComponent {
  protected readonly connections = inject(ConnectionRegistry).connections;
  protected readonly groups = computed(() =>
    PLATFORMS.map((platform) => ({
      platform,
      name: PLATFORM_NAMES[platform],
      connections: this.connections().filter((each) => each.platform === platform),
    })).filter((group) => group.connections.length > 0),
  );
}
