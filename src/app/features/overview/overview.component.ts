import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { ConnectionRegistry, type QlikPlatform } from 'ngx-qlik';
import { findOpenConnection } from '../../connections/open-app';
import { PLATFORM_NAMES } from '../../connections/platform-names';
import { StoredText } from '../../storage/browser-storage';
import { EmptyStateComponent } from '../../ui/empty-state.component';
import { SkeletonComponent } from '../../ui/skeleton.component';
import { ConnectionCardComponent } from './connection-card.component';
import { LiveExampleComponent } from './live-example.component';

const PLATFORMS: readonly QlikPlatform[] = ['cloud', 'client-managed'];

/** Ways on from the start page. */
const WAYS = [
  {
    route: '/embed-gallery',
    title: 'Put a chart into your page',
    text: 'Each of Qlik’s UIs, live, with the code for it.',
  },
  {
    route: '/auth-demos',
    title: 'Choose how your users sign in',
    text: 'Each auth type, live, with its configuration to copy.',
  },
  {
    route: '/multi-tenant',
    title: 'See Qlik Cloud beside your own server',
    text: 'Several connections on one page, which do not disturb each other.',
  },
] as const;

/** The start page: a live sheet, ways on, and all connections with their states and actions. */
@Component({
  selector: 'app-overview',
  imports: [
    ConnectionCardComponent,
    EmptyStateComponent,
    LiveExampleComponent,
    MatButton,
    RouterLink,
    SkeletonComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="page">
      <header class="page-head">
        <h1>Qlik in Angular</h1>
        <p class="lead">
          Apps of Qlik Cloud and of client-managed servers, opened and drawn by Qlik’s own code inside this
          Angular application.
        </p>
      </header>
      @if (hasExample()) {
        <section aria-labelledby="example">
          <div class="head">
            <h2 id="example">A live sheet</h2>
            <button
              mat-button
              type="button"
              [attr.aria-expanded]="isExampleShown()"
              (click)="toggleExample()"
            >
              {{ isExampleShown() ? 'Hide' : 'Show' }}<span class="visually-hidden"> the live sheet</span>
            </button>
          </div>
          @if (isExampleShown()) {
            @defer (on idle) {
              <app-live-example />
            } @placeholder {
              <app-skeleton of="sheet" class="sheet" />
            }
          }
        </section>
      }
      <nav aria-label="Ways on">
        <ul class="ways">
          @for (way of WAYS; track way.route) {
            <li class="card">
              <h2>
                <a [routerLink]="way.route">{{ way.title }}</a>
              </h2>
              <p>{{ way.text }}</p>
            </li>
          }
        </ul>
      </nav>
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
    </div>
  `,
  styles: `
    section {
      display: grid;
      gap: 12px;
    }
    .head {
      display: flex;
      align-items: center;
      justify-content: space-between;
    }
    .ways {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr));
      gap: 16px;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    .sheet {
      height: 740px;
    }
    .ways h2 {
      font-size: 1.125rem;
    }
  `,
})
export class OverviewComponent {
  private readonly hidden = new StoredText('local', 'app:live-sheet');

  protected readonly WAYS = WAYS;
  protected readonly connections = inject(ConnectionRegistry).connections;
  protected readonly groups = computed(() =>
    PLATFORMS.map((platform) => ({
      platform,
      name: PLATFORM_NAMES[platform],
      connections: this.connections().filter((each) => each.platform === platform),
    })).filter((group) => group.connections.length > 0),
  );
  protected readonly hasExample = computed(() => findOpenConnection(this.connections()) !== undefined);
  protected readonly isExampleShown = signal(this.hidden.read() !== 'hidden');

  protected toggleExample(): void {
    this.isExampleShown.update((isShown) => !isShown);
    this.hidden.write(this.isExampleShown() ? undefined : 'hidden');
  }
}
