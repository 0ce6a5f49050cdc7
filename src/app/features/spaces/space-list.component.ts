import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, input } from '@angular/core';
import { MatAnchor, MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { ConnectionRegistry } from 'ngx-qlik';
import { QlikRest } from 'ngx-qlik/rest';
import { map } from 'rxjs';
import { describeProblem } from '../../connections/describe-problem';
import { OtherUserComponent } from '../../connections/other-user.component';
import { EmptyStateComponent } from '../../ui/empty-state.component';
import { ErrorPanelComponent } from '../../ui/error-panel.component';
import { injectIdle, whenIdle } from '../../ui/idle';
import { prepareMoments } from '../../ui/moment.pipe';
import { ProgressComponent } from '../../ui/progress.component';
import { writeNumber } from '../../ui/write-number';
import { injectPagedList } from './paged-list';
import {
  readFilter,
  SPACE_TYPES,
  type SpaceFilter,
  type SpaceSort,
  toAddressQuery,
  toSpacesQuery,
} from './space-query';
import { toSpaceRows } from './space-row';
import { SpaceTableComponent } from './space-table.component';

const TYPING_PAUSE_MS = 300;

/** The spaces that the user can see: searched, filtered and sorted by the server; pages are fetched on scroll. */
@Component({
  selector: 'app-space-list',
  imports: [
    EmptyStateComponent,
    ErrorPanelComponent,
    MatAnchor,
    MatButton,
    MatFormFieldModule,
    MatInput,
    OtherUserComponent,
    ProgressComponent,
    RouterLink,
    SpaceTableComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './space-list.component.html',
})
export class SpaceListComponent {
  private readonly rest = inject(QlikRest);
  private readonly registry = inject(ConnectionRegistry);
  private readonly router = inject(Router);
  private typing: ReturnType<typeof setTimeout> | undefined;

  readonly connectionId = input.required<string>();
  /** The filter is in the address, so that links and the back button restore it. */
  readonly name = input<string>();
  readonly type = input<string>();
  readonly sort = input<string>();

  protected readonly filter = computed(
    () => readFilter({ name: this.name(), type: this.type(), sort: this.sort() }),
    { equal: (one, other) => JSON.stringify(one) === JSON.stringify(other) },
  );
  protected readonly isFiltered = computed(
    () => this.filter().name !== '' || this.filter().type !== undefined,
  );
  protected readonly connectionLabel = computed(() => this.registry.get(this.connectionId()).label);

  protected readonly spaces = injectPagedList(
    () => this.rest.spaces(this.connectionId(), toSpacesQuery(this.filter())).pipe(map(toSpaceRows)),
    ({ source }) => this.rest.nextPage(source).pipe(map(toSpaceRows)),
  );

  protected readonly problem = computed(() => {
    const state = this.spaces.state();
    return state.status === 'failed' ? describeProblem(state.error) : undefined;
  });

  protected readonly total = computed(() => {
    if (!this.spaces.hasMore()) return this.spaces.items().length;
    const total = this.spaces.total();
    return total !== undefined && total > this.spaces.items().length ? total : undefined;
  });

  /** The same text while pages load, so that screen readers do not announce each page. */
  protected readonly summary = computed(() => {
    const total = this.total();
    const count = total ?? this.spaces.items().length;
    return `${writeNumber(count)}${total === undefined ? ' or more' : ''} ${count === 1 ? 'space' : 'spaces'}`;
  });

  protected readonly SPACE_TYPES = SPACE_TYPES;
  /** The spaces come first. */
  protected readonly isIdle = injectIdle();

  constructor() {
    whenIdle(() => prepareMoments('day'));
    inject(DestroyRef).onDestroy(() => clearTimeout(this.typing));
  }

  protected search(event: Event): void {
    const name = readValue(event);
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.show({ ...this.filter(), name }), TYPING_PAUSE_MS);
  }

  protected chooseType(event: Event): void {
    this.show({ ...this.filter(), type: SPACE_TYPES.find((each) => each === readValue(event)) });
  }

  protected sortBy(sort: SpaceSort): void {
    this.show({ ...this.filter(), sort });
  }

  /** Only the user retries a page that failed. */
  protected loadMore(): void {
    if (this.spaces.state().status === 'ready') this.spaces.loadMore();
  }

  protected clearFilter(): void {
    this.show({ ...this.filter(), name: '', type: undefined });
  }

  private show(filter: SpaceFilter): void {
    clearTimeout(this.typing);
    void this.router.navigate([], {
      queryParams: toAddressQuery(filter),
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }
}

function readValue(event: Event): string {
  const { target } = event;
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement ? target.value : '';
}
