import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSortModule, type Sort } from '@angular/material/sort';
import { MatTableModule } from '@angular/material/table';
import { Router, RouterLink } from '@angular/router';
import { ConnectionRegistry } from 'ngx-qlik';
import { QlikRest, type Space } from 'ngx-qlik/rest';
import { describeProblem } from '../../connections/describe-problem';
import { EmptyStateComponent } from '../../ui/empty-state.component';
import { ErrorPanelComponent } from '../../ui/error-panel.component';
import { ProgressComponent } from '../../ui/progress.component';
import { MomentPipe } from '../../ui/moment.pipe';
import { injectPagedList } from './paged-list';
import {
  readFilter,
  SPACE_TYPES,
  type SpaceFilter,
  type SpaceSortField,
  toAddressQuery,
  toSpacesQuery,
} from './space-query';

const TYPING_PAUSE_MS = 300;

/** The spaces that the user may see: searched, filtered and sorted by the server, its pages fetched as they are asked for. */
@Component({
  selector: 'app-space-list',
  imports: [
    MomentPipe,
    EmptyStateComponent,
    ErrorPanelComponent,
    MatButton,
    MatFormFieldModule,
    MatInput,
    MatSortModule,
    MatTableModule,
    ProgressComponent,
    RouterLink,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './space-list.component.html',
  styleUrl: './space-list.component.scss',
})
export class SpaceListComponent {
  private readonly rest = inject(QlikRest);
  private readonly registry = inject(ConnectionRegistry);
  private readonly router = inject(Router);
  private typing: ReturnType<typeof setTimeout> | undefined;

  readonly connectionId = input.required<string>();
  /** The filter is in the address: it can be shared, and the way back from a space finds it. */
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

  protected readonly spaces = injectPagedList<Space>(
    () => this.rest.spaces(this.connectionId(), toSpacesQuery(this.filter())),
    (page) => this.rest.nextPage(page),
  );

  protected readonly problem = computed(() => {
    const state = this.spaces.state();
    return state.status === 'failed' ? describeProblem(state.error) : undefined;
  });

  protected readonly summary = computed(() => {
    const shown = this.spaces.items().length;
    const total = this.spaces.total();
    if (total !== undefined && total > shown) return `${shown} of ${total} spaces`;
    return `${shown}${this.spaces.hasMore() ? ' or more' : ''} ${shown === 1 ? 'space' : 'spaces'}`;
  });

  protected readonly COLUMNS = ['name', 'type', 'roles', 'createdAt'];
  protected readonly SPACE_TYPES = SPACE_TYPES;

  constructor() {
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

  protected sortBy({ active, direction }: Sort): void {
    this.show({
      ...this.filter(),
      sort: { field: active as SpaceSortField, isDescending: direction === 'desc' },
    });
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
