import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  inject,
  input,
  linkedSignal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatTableModule } from '@angular/material/table';
import { Router, RouterLink } from '@angular/router';
import { ConnectionRegistry } from 'ngx-qlik';
import { QlikRepository } from 'ngx-qlik/rest';
import { describeProblem } from '../../connections/describe-problem';
import { injectLoad, loadedValue } from '../../loading/load';
import { EmptyStateComponent } from '../../ui/empty-state.component';
import { ErrorPanelComponent } from '../../ui/error-panel.component';
import { MomentPipe } from '../../ui/moment.pipe';
import { ProgressComponent } from '../../ui/progress.component';
import { listStreamChoices, filterApps, type AppListFilter } from './app-list';

const TYPING_PAUSE_MS = 200;
const ROWS_AT_ONCE = 100;

/** The streams of a client-managed server and their apps that the user can see, with links to open them. */
@Component({
  selector: 'app-stream-page',
  imports: [
    EmptyStateComponent,
    ErrorPanelComponent,
    MatButton,
    MatFormFieldModule,
    MatInput,
    MatTableModule,
    MomentPipe,
    ProgressComponent,
    RouterLink,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './stream-page.component.html',
  styleUrl: './stream-page.component.scss',
})
export class StreamPageComponent {
  private readonly repository = inject(QlikRepository);
  private readonly registry = inject(ConnectionRegistry);
  private readonly router = inject(Router);
  private typing: ReturnType<typeof setTimeout> | undefined;

  readonly connectionId = input.required<string>();
  /** The filter is in the address, so that links and the back button restore it. */
  readonly name = input<string>();
  readonly stream = input<string>();

  protected readonly filter = computed<AppListFilter>(() => ({
    name: this.name() ?? '',
    stream: this.stream() || undefined,
  }));
  protected readonly isFiltered = computed(
    () => this.filter().name !== '' || this.filter().stream !== undefined,
  );
  protected readonly connectionLabel = computed(() => this.registry.get(this.connectionId()).label);

  // The server returns both lists complete. Streams add those without apps; without them the page still works.
  protected readonly apps = injectLoad(() => this.repository.apps(this.connectionId()));
  private readonly streams = injectLoad(() => this.repository.streams(this.connectionId()));

  private readonly allApps = computed(() => loadedValue(this.apps.state()) ?? []);
  protected readonly choices = computed(() =>
    listStreamChoices(this.allApps(), loadedValue(this.streams.state()) ?? []),
  );
  protected readonly found = computed(() => filterApps(this.allApps(), this.filter()));
  /** Number of rows in the DOM; reset when the filter changes. */
  private readonly limit = linkedSignal({ source: this.filter, computation: () => ROWS_AT_ONCE });
  protected readonly shown = computed(() => this.found().slice(0, this.limit()));

  protected readonly problem = computed(() => {
    const state = this.apps.state();
    return state.status === 'failed' ? describeProblem(state.error) : undefined;
  });
  protected readonly summary = computed(() => {
    const count = this.found().length;
    const text = `${count} ${count === 1 ? 'app' : 'apps'}`;
    return this.shown().length < count ? `${this.shown().length} of ${text}` : text;
  });

  protected readonly COLUMNS = ['name', 'stream', 'reloadedAt'];

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.typing));
  }

  protected search(event: Event): void {
    const name = readValue(event);
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.show({ ...this.filter(), name }), TYPING_PAUSE_MS);
  }

  protected chooseStream(event: Event): void {
    this.show({ ...this.filter(), stream: readValue(event) || undefined });
  }

  protected clearFilter(): void {
    this.show({ name: '', stream: undefined });
  }

  protected showMore(): void {
    this.limit.update((limit) => limit + ROWS_AT_ONCE);
  }

  protected reload(): void {
    this.apps.reload();
    this.streams.reload();
  }

  private show({ name, stream }: AppListFilter): void {
    clearTimeout(this.typing);
    void this.router.navigate([], {
      queryParams: { name: name || null, stream: stream ?? null },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }
}

function readValue({ target }: Event): string {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement ? target.value : '';
}
