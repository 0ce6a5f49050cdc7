import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  type ElementRef,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { type QlikError, toQlikError } from 'ngx-qlik';
import {
  type AppSession,
  type HypercubeCell,
  type HypercubeColumn,
  type HypercubeDefinition,
  type HypercubeRow,
  injectHypercube,
} from 'ngx-qlik/qix';
import { describeProblem } from '../../../connections/describe-problem';
import { EmptyStateComponent } from '../../../ui/empty-state.component';
import { ErrorPanelComponent } from '../../../ui/error-panel.component';
import { ProgressComponent } from '../../../ui/progress.component';
import { findRowWindow, ROW_HEIGHT } from './row-window';

/**
 * A straight table of any length: only the rows in sight are in the page, and only pages of them are fetched.
 *
 * It follows the selections; a click on a value of a dimension selects it.
 */
@Component({
  selector: 'app-data-table',
  imports: [EmptyStateComponent, ErrorPanelComponent, ProgressComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './data-table.component.html',
  styleUrl: './data-table.component.scss',
})
export class DataTableComponent {
  readonly session = input.required<AppSession | undefined>();
  readonly definition = input.required<HypercubeDefinition>();
  readonly isTall = input(false);
  /** What the user asked for, under way; it may fail. */
  readonly action = output<Promise<void>>();

  private readonly scroller = viewChild<ElementRef<HTMLElement>>('scroller');
  private readonly scrollTop = signal(0);
  private readonly height = signal(0);
  private readonly fetched = signal<readonly HypercubeRow[]>([]);
  protected readonly pageError = signal<QlikError | undefined>(undefined);

  protected readonly cube = injectHypercube(this.session, this.definition);
  protected readonly columns = this.cube.columns;
  protected readonly rowCount = this.cube.rowCount;
  private readonly window = computed(
    () => findRowWindow({ scrollTop: this.scrollTop(), height: this.height(), rowCount: this.rowCount() }),
    { equal: (a, b) => a.top === b.top && a.count === b.count },
  );
  /** One place per row in sight; empty until its page is there. */
  protected readonly rows = computed(() => {
    const { top, count } = this.window();
    const known = new Map([...this.cube.firstRows(), ...this.fetched()].map((row) => [row.index, row]));
    return Array.from({ length: count }, (_, index) => ({ index: top + index, row: known.get(top + index) }));
  });
  protected readonly offset = computed(() => this.window().top * ROW_HEIGHT);
  protected readonly totalHeight = computed(() => this.rowCount() * ROW_HEIGHT);
  protected readonly widths = computed(() => `repeat(${this.columns().length}, minmax(128px, 1fr))`);
  protected readonly countLabel = computed(() => {
    const count = this.rowCount();
    return `${count.toLocaleString()} ${count === 1 ? 'row' : 'rows'}`;
  });

  protected readonly describeProblem = describeProblem;

  constructor() {
    effect(() => {
      const { top, count } = this.window();
      // Read so that a new calculation is fetched too.
      const isReady = this.cube.state().status === 'ready';
      if (isReady && count > 0) untracked(() => void this.fetch(top, count));
    });
    this.followSize();
  }

  protected onScroll(event: Event): void {
    if (event.target instanceof HTMLElement) this.scrollTop.set(event.target.scrollTop);
  }

  protected isSelectable(column: HypercubeColumn | undefined, cell: HypercubeCell): boolean {
    return column?.kind === 'dimension' && cell.elementNumber >= 0;
  }

  protected select(column: HypercubeColumn | undefined, cell: HypercubeCell): void {
    if (column)
      this.action.emit(this.cube.select(column.indexInKind, [cell.elementNumber], { mode: 'toggle' }));
  }

  protected sort(column: HypercubeColumn): void {
    const isAscending =
      column.sorted === undefined ? column.direction === 'ascending' : column.sorted !== 'ascending';
    this.action.emit(
      this.cube.sort({ column: column.index, direction: isAscending ? 'ascending' : 'descending' }),
    );
  }

  protected retryPage(): void {
    const { top, count } = this.window();
    void this.fetch(top, count);
  }

  private async fetch(top: number, count: number): Promise<void> {
    const state = this.cube.state();
    try {
      const rows = await this.cube.page(top, count);
      // A later calculation or another place has its own answer.
      if (state !== this.cube.state() || top !== this.window().top) return;
      this.fetched.set(rows);
      this.pageError.set(undefined);
    } catch (thrown) {
      if (state === this.cube.state()) this.pageError.set(toQlikError(thrown));
    }
  }

  private followSize(): void {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) this.height.set(entry.contentRect.height);
    });
    inject(DestroyRef).onDestroy(() => observer.disconnect());
    let observed: HTMLElement | undefined;
    const follow = () => {
      const element = this.scroller()?.nativeElement;
      if (element === observed) return;
      observer.disconnect();
      observed = element;
      if (element) observer.observe(element);
    };
    effect(follow);
    afterNextRender(follow);
  }
}
