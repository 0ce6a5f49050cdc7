import {
  afterNextRender,
  ChangeDetectionStrategy,
  ChangeDetectorRef,
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
import {
  type AppSession,
  type HypercubeCell,
  type HypercubeColumn,
  type HypercubeDefinition,
  injectHypercube,
} from 'ngx-qlik/qix';
import { describeProblem } from '../../../connections/describe-problem';
import { EmptyStateComponent } from '../../../ui/empty-state.component';
import { ErrorPanelComponent } from '../../../ui/error-panel.component';
import { losesFocusedRow } from '../../../ui/focused-row';
import { ProgressComponent } from '../../../ui/progress.component';
import { findRowWindow, isSameWindow, type RowWindow } from '../../../ui/row-window';
import { writeNumber } from '../../../ui/write-number';
import {
  followScroll,
  isNearFalseEnd,
  lastPosition,
  type Scrolled,
  type ScrollSpace,
  toLaidOutHeight,
  toScrollTop,
} from '../../../ui/tall-scroll';
import { RowLoader } from './row-loader';

/** Height of a row in pixels, as in the style sheet. */
const ROW_HEIGHT = 32;
const SCROLL_PAUSE_MS = 200;

/**
 * A straight table of any length, also taller than a browser can lay out: only the visible rows are in the DOM, and
 * only pages around them are fetched.
 *
 * It updates with the selections; a click on a dimension value selects it.
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
  /** An action in progress; it may fail. */
  readonly action = output<Promise<void>>();

  private readonly scroller = viewChild<ElementRef<HTMLElement>>('scroller');
  private readonly scrolled = signal<Scrolled>({ scrollTop: 0, position: 0 });
  private readonly height = signal(0);
  private readonly changeDetector = inject(ChangeDetectorRef);
  private pause: ReturnType<typeof setTimeout> | undefined;

  protected readonly cube = injectHypercube(this.session, this.definition);
  protected readonly columns = this.cube.columns;
  protected readonly shownColumns = this.cube.shownColumns;
  protected readonly rowCount = this.cube.rowCount;
  private readonly loader = new RowLoader((top, height) => this.cube.page(top, height));
  protected readonly pageError = this.loader.error;
  /** The sticky header covers the height of one row. */
  private readonly space = computed<ScrollSpace>(() => ({
    contentHeight: this.rowCount() * ROW_HEIGHT,
    viewHeight: Math.max(0, this.height() - ROW_HEIGHT),
  }));
  /** Scroll position in the rows, limited to the present length of the table. */
  private readonly position = computed(() => Math.min(this.scrolled().position, lastPosition(this.space())));
  private readonly window = computed(
    () =>
      findRowWindow({
        position: this.position(),
        height: this.height(),
        rowCount: this.rowCount(),
        rowHeight: ROW_HEIGHT,
      }),
    { equal: isSameWindow },
  );
  /** The visible rows; `row` is undefined until its page is loaded. */
  protected readonly rows = computed(() => {
    const { top, count } = this.window();
    const known = this.loader.rows();
    return Array.from({ length: count }, (_, index) => ({ index: top + index, row: known.get(top + index) }));
  });
  /** Top of the rendered rows, in the browser's pixels. It stays constant while they are scrolled. */
  protected readonly offset = computed(() =>
    Math.round(this.window().top * ROW_HEIGHT - this.position() + this.scrolled().scrollTop),
  );
  protected readonly totalHeight = computed(() => toLaidOutHeight(this.space().contentHeight));
  protected readonly widths = computed(() => `repeat(${this.shownColumns().length}, minmax(128px, 1fr))`);
  protected readonly countLabel = computed(() => {
    const count = this.rowCount();
    return `${writeNumber(count)} ${count === 1 ? 'row' : 'rows'}`;
  });

  protected readonly describeProblem = describeProblem;

  constructor() {
    effect(() => {
      const state = this.cube.state();
      untracked(() => {
        if (state.status !== 'ready') return;
        this.loader.begin(state.value.firstRows, state.value.rowCount);
        this.loader.request(this.window());
      });
    });
    effect(() => {
      const window = this.window();
      untracked(() => {
        this.keepFocus(window);
        this.loader.request(window);
      });
    });
    this.observeSize();
    inject(DestroyRef).onDestroy(() => clearTimeout(this.pause));
  }

  protected onScroll(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLElement)) return;
    this.scrolled.update((before) => followScroll(before, target.scrollTop, this.space()));
    if (isNearFalseEnd(this.scrolled(), this.space())) this.scrollTo(this.position());
    // The scrollbar is aligned with the rows after a pause in scrolling.
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.alignScrollbar(), SCROLL_PAUSE_MS);
  }

  /** The browser's own steps are pixels of the compressed table; these steps are rows. */
  protected onKey(event: KeyboardEvent): void {
    if (event.altKey || event.metaKey || event.shiftKey) return;
    const page = Math.max(ROW_HEIGHT, this.space().viewHeight - ROW_HEIGHT);
    const goals: Readonly<Record<string, number>> = {
      ArrowDown: this.position() + ROW_HEIGHT,
      ArrowUp: this.position() - ROW_HEIGHT,
      PageDown: this.position() + page,
      PageUp: this.position() - page,
      Home: 0,
      End: Infinity,
    };
    const goal = goals[event.key];
    if (goal === undefined) return;
    event.preventDefault();
    this.scrollTo(goal);
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
    this.loader.retry();
  }

  private scrollTo(goal: number): void {
    const element = this.scroller()?.nativeElement;
    if (!element) return;
    const position = Math.max(0, Math.min(goal, lastPosition(this.space())));
    element.scrollTop = toScrollTop(position, this.space());
    this.scrolled.set({ scrollTop: element.scrollTop, position });
    // Synchronously: a frame between both updates would show wrong rows.
    this.changeDetector.detectChanges();
  }

  private alignScrollbar(): void {
    const { scrollTop } = this.scrolled();
    if (Math.abs(toScrollTop(this.position(), this.space()) - scrollTop) > 1) this.scrollTo(this.position());
  }

  private keepFocus(window: RowWindow): void {
    const element = this.scroller()?.nativeElement;
    if (element && losesFocusedRow(element, window)) element.focus({ preventScroll: true });
  }

  private observeSize(): void {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) this.height.set(entry.contentRect.height);
    });
    inject(DestroyRef).onDestroy(() => observer.disconnect());
    let observed: HTMLElement | undefined;
    const observeScroller = () => {
      const element = this.scroller()?.nativeElement;
      if (element === observed) return;
      observer.disconnect();
      observed = element;
      if (element) observer.observe(element);
    };
    effect(observeScroller);
    afterNextRender(observeScroller);
  }
}
