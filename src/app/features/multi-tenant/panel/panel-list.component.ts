import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatProgressBar } from '@angular/material/progress-bar';
import { factsOfAuthType } from 'ngx-qlik/auth-types';
import { injectConnection } from 'ngx-qlik/scope';
import { QlikRepository, QlikRest } from 'ngx-qlik/rest';
import { map, type Observable } from 'rxjs';
import { describeProblem } from '../../../connections/describe-problem';
import { injectLoad, loadedValue } from '../../../loading/load';
import { ErrorPanelComponent } from '../../../ui/error-panel.component';
import { canListApps, injectAppFinder } from '../app-finder';
import { PANEL_PORT } from './panel-port';

const MAX_SPACES = 100;

interface SpaceNames {
  readonly names: readonly string[];
  /** Whether there are more than these. */
  readonly hasMore: boolean;
}

/** The spaces or streams of a connection, and its apps to open in the panel. */
@Component({
  selector: 'app-panel-list',
  imports: [ErrorPanelComponent, MatButton, MatProgressBar],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (isLoading()) {
      <mat-progress-bar mode="indeterminate" aria-label="Progress of the lists" />
    }
    @if (problem(); as found) {
      <app-error-panel [problem]="found" (retry)="reload()" />
    }
    @if (canListSpaces) {
      <details>
        <summary>{{ spacesLabel() }}</summary>
        <ul>
          @for (name of spaceNames(); track $index) {
            <li>{{ name }}</li>
          }
        </ul>
      </details>
    }
    @if (canListApps) {
      <details [open]="!port.appId()">
        <summary>{{ appsLabel() }}</summary>
        <ul>
          @for (app of shownApps(); track app.id) {
            <li>
              <button
                mat-button
                type="button"
                [attr.aria-pressed]="app.id === port.appId()"
                (click)="port.open(app.id)"
              >
                {{ app.name }}
              </button>
            </li>
          } @empty {
            @if (apps.state().status === 'ready') {
              <li class="quiet">This user sees no app.</li>
            }
          }
        </ul>
      </details>
    }
    @if (isByIdOnly()) {
      <form class="row" (submit)="open($event)">
        <label>
          App id
          <input
            class="control"
            type="text"
            autocomplete="off"
            spellcheck="false"
            required
            [value]="typed()"
            (input)="type($event)"
          />
        </label>
        <button mat-stroked-button type="submit" [disabled]="typed() === ''">Open</button>
      </form>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 8px;
    }
    summary {
      width: fit-content;
      padding: 4px 0;
      cursor: pointer;
    }
    ul {
      max-height: 200px;
      margin: 0;
      padding: 0;
      overflow: auto;
      list-style: none;
    }
    li:not(:has(button)) {
      padding: 4px 12px;
    }
    li button {
      min-height: 36px;
      text-align: start;
    }
    label {
      display: flex;
      flex: 1 1 180px;
      align-items: center;
      gap: 8px;
    }
    input {
      flex: 1;
      width: 0;
    }
  `,
})
export class PanelListComponent {
  private readonly connection = injectConnection().connection;
  private readonly rest = inject(QlikRest);
  private readonly repository = inject(QlikRepository);
  private readonly findApps = injectAppFinder();

  /** Increases when the server is connected again. */
  readonly reconnects = input(0);

  protected readonly port = inject(PANEL_PORT);
  protected readonly canListApps = canListApps(this.connection);
  protected readonly canListSpaces =
    this.canListApps && factsOfAuthType(this.connection.auth.type).lists === undefined;
  protected readonly spaces = injectLoad(() => (this.canListSpaces ? this.listSpaces() : undefined));
  protected readonly apps = injectLoad(() =>
    this.canListApps ? this.findApps(this.connection, '') : undefined,
  );
  /** For the first time, or again. */
  protected readonly isLoading = computed(() =>
    [this.spaces.state(), this.apps.state()].some(({ status }) => status === 'loading'),
  );
  protected readonly shownApps = computed(() => loadedValue(this.apps.state()) ?? []);
  protected readonly spaceNames = computed(() => loadedValue(this.spaces.state())?.names ?? []);
  protected readonly spacesLabel = computed(() => {
    const kind = this.connection.platform === 'cloud' ? 'Spaces' : 'Streams';
    const spaces = loadedValue(this.spaces.state());
    if (!spaces) return `${kind}${this.spaces.state().status === 'failed' ? ': unavailable' : ' …'}`;
    return `${kind}: ${spaces.names.length}${spaces.hasMore ? ' and more' : ''}`;
  });
  protected readonly appsLabel = computed(() => {
    const apps = loadedValue(this.apps.state());
    if (apps) return `Apps: ${apps.length}`;
    return this.apps.state().status === 'failed' ? 'Apps: unavailable' : 'Apps …';
  });
  /** Anonymous users of a tenant can open an app that was shared with them, although no list contains it. */
  protected readonly isByIdOnly = computed(
    () => !this.canListApps || (this.apps.state().status !== 'loading' && this.shownApps().length === 0),
  );
  protected readonly typed = signal('');
  /** If both lists fail, the cause is the same. */
  protected readonly problem = computed(() => {
    const failed = [this.spaces.state(), this.apps.state()].find(({ status }) => status === 'failed');
    return failed?.status === 'failed' ? describeProblem(failed.error) : undefined;
  });

  constructor() {
    let before = untracked(this.port.refreshes);
    effect(() => {
      const reloads = this.port.refreshes() + this.reconnects();
      if (reloads === before) return;
      before = reloads;
      untracked(() => this.reload());
    });
  }

  protected reload(): void {
    this.spaces.reload();
    this.apps.reload();
  }

  protected type({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.typed.set(target.value.trim());
  }

  protected open(event: Event): void {
    event.preventDefault();
    this.port.open(this.typed());
  }

  private listSpaces(): Observable<SpaceNames> {
    const { id, platform } = this.connection;
    if (platform === 'client-managed') {
      return this.repository
        .streams(id)
        .pipe(map((streams) => ({ names: streams.map(({ name }) => name), hasMore: false })));
    }
    return this.rest
      .spaces(id, { limit: MAX_SPACES, sort: '+name' })
      .pipe(map(({ items, hasNext }) => ({ names: items.map(({ name }) => name), hasMore: hasNext })));
  }
}
