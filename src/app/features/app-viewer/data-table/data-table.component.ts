import {
  afterNextRender,
  afterRender,
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
import { toQlikError } from 'ngx-qlik';
import {
  type AppSession,
  type HypercubeCell,
  type HypercubeColumn,
  type HypercubeDefinition,
} from 'ngx-qlik/qix';
import { ExportMenuComponent } from '../../../exports/export-menu.component';
import { describeProblem } from '../../../connections/describe-problem';
import { EmptyStateComponent } from '../../../ui/empty-state.component';
import { ErrorPanelComponent } from '../../../ui/error-panel.component';
import { losesFocusedRow } from '../../../ui/focused-row';
import { injectOnline } from '../../../ui/online';
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
import { PendingNoticeComponent } from '../pending-notice.component';
import { RowLoader } from './row-loader';
import { SortedTable } from './sorted-table';
import { ValueFocus } from './value-focus';

/** Height of a row in pixels, as in the style sheet. */
const ROW_HEIGHT = 32;
const SCROLL_PAUSE_MS = 200;
/** Widths of columns in pixels: an average character of a heading, its padding with the mark of the order, and the limits. */
const CHARACTER_WIDTH = 7.5;
const HEADING_PADDING = 44;
const LEAST_WIDTH = 128;
const MOST_WIDTH = 256;

/**
 * A straight table of any length, also taller than a browser can lay out: only the visible rows are in the DOM, and
 * only pages around them are fetched.
 *
 * It updates with the selections; a click on a dimension value selects it.
 */
@Component({
  selector: 'app-data-table',
  imports: [
    EmptyStateComponent,
    ErrorPanelComponent,
    ExportMenuComponent,
    PendingNoticeComponent,
    ProgressComponent,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './data-table.component.html',
  styleUrl: './data-table.component.scss',
})
export class DataTableComponent {
  readonly appSession = input.required<AppSession | undefined>();
  readonly definition = input.required<HypercubeDefinition>();
  readonly isTall = input(false);
  /** An action in progress; it may fail. */
  readonly action = output<Promise<void>>();

  private readonly scroller = viewChild<ElementRef<HTMLElement>>('scroller');
  private readonly scrolled = signal<Scrolled>({ scrollTop: 0, position: 0 });
  private readonly height = signal(0);
  private readonly changeDetector = inject(ChangeDetectorRef);
  private readonly isOnline = injectOnline();
  private readonly isConnected = computed(
    () => this.isOnline() && this.appSession()?.state().status === 'open',
  );
  private pause: ReturnType<typeof setTimeout> | undefined;

  private readonly table = new SortedTable(this.appSession, this.definition);
  protected readonly cube = this.table.cube;
  protected readonly columns = this.cube.columns;
  protected readonly shownColumns = this.cube.shownColumns;
  protected readonly rowCount = this.cube.rowCount;
  private readonly valueFocus = new ValueFocus({
    offsetOf: (row) => row * ROW_HEIGHT - this.position(),
    show: (row, offset) => this.showRow(row, offset),
  });
  private readonly loader = new RowLoader((top, height) => this.cube.page(top, height));
  /** The rows are loaded again when the connection is back: without it, the notice about the connection is shown instead. */
  protected readonly pageError = computed(() => (this.isConnected() ? this.loader.error() : undefined));
  /** The requested order in words. */
  protected readonly sorting = this.table.sorting;
  protected readonly isPending = computed(
    () =>
      this.sorting() !== undefined ||
      this.loader.isFetching() ||
      (!this.isConnected() && this.loader.error() !== undefined),
  );
  protected readonly outcome = computed(() => {
    const sorting = this.sorting();
    const rows = sorting === undefined ? 'The missing rows are loaded' : `The rows are sorted by ${sorting},`;
    return `${rows} as soon as the connection is back.`;
  });
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
  private readonly leastWidths = computed(() => this.shownColumns().map(({ title }) => leastWidth(title)));
  protected readonly widths = computed(() =>
    this.leastWidths()
      .map((width) => `minmax(${width}px, 1fr)`)
      .join(' '),
  );
  protected readonly leastTableWidth = computed(() =>
    this.leastWidths().reduce((sum, width) => sum + width, 0),
  );
  protected readonly countLabel = computed(() => {
    const count = this.rowCount();
    return `${writeNumber(count)} ${count === 1 ? 'row' : 'rows'}`;
  });

  protected readonly describeProblem = describeProblem;
  protected readonly writeCell = writeCell;

  private isDestroyed = false;

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
    effect(() => {
      if (this.isConnected()) untracked(() => this.loader.retryAfterError());
    });
    this.observeSize();
    afterRender({
      write: () => {
        const element = this.scroller()?.nativeElement;
        const [rendered, loaded, rowCount] = [this.rows(), this.loader.rows(), this.rowCount()];
        if (element) this.valueFocus.update(element, { rendered, loaded, rowCount });
      },
    });
    inject(DestroyRef).onDestroy(() => {
      this.isDestroyed = true;
      clearTimeout(this.pause);
    });
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

  protected select(column: HypercubeColumn, cell: HypercubeCell, rowIndex: number): void {
    const shownAt = this.shownColumns().indexOf(column);
    this.valueFocus.begin({ cell, column: column.index, shownAt, rowIndex });
    const selecting = this.cube.select(column.indexInKind, [cell.elementNumber], { mode: 'toggle' });
    selecting.catch(() => this.valueFocus.end());
    this.action.emit(selecting);
  }

  protected isSelected({ state }: HypercubeCell): boolean {
    return state === 'selected' || state === 'locked';
  }

  protected sort(column: HypercubeColumn): void {
    this.table.sort(column).catch((thrown: unknown) => {
      if (!this.isDestroyed) this.action.emit(Promise.reject(toQlikError(thrown)));
    });
  }

  protected retryPage(): void {
    this.loader.retry();
  }

  private scrollTo(goal: number): void {
    this.moveTo(goal);
    // Synchronously: a frame between both updates would show wrong rows.
    this.changeDetector.detectChanges();
  }

  private showRow(row: number, offset: number): void {
    const lastOffset = Math.max(0, this.space().viewHeight - ROW_HEIGHT);
    const goal = row * ROW_HEIGHT - Math.max(0, Math.min(offset, lastOffset));
    if (goal !== this.position()) this.moveTo(goal);
  }

  private moveTo(goal: number): void {
    const element = this.scroller()?.nativeElement;
    if (!element) return;
    const position = Math.max(0, Math.min(goal, lastPosition(this.space())));
    element.scrollTop = toScrollTop(position, this.space());
    this.scrolled.set({ scrollTop: element.scrollTop, position });
  }

  private alignScrollbar(): void {
    const { scrollTop } = this.scrolled();
    if (Math.abs(toScrollTop(this.position(), this.space()) - scrollTop) > 1) this.scrollTo(this.position());
  }

  private keepFocus(window: RowWindow): void {
    const element = this.scroller()?.nativeElement;
    if (element && !this.valueFocus.isPending && losesFocusedRow(element, window))
      element.focus({ preventScroll: true });
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

/** Returns how wide a column is at least, in pixels, so that its heading is not cut off. Values may be. */
function leastWidth(title: string): number {
  const wanted = Math.ceil(title.length * CHARACTER_WIDTH) + HEADING_PADDING;
  return Math.min(Math.max(wanted, LEAST_WIDTH), MOST_WIDTH);
}

/** A plain number with a fraction or an exponent; the decimal mark is that of the app. */
const PLAIN_NUMBER = /^-?\d+(?:([.,])\d+)?(?:e[+-]?\d+)?$/i;
const DIGITS = 3;
const DECIMALS = 2;

/**
 * Returns the text of a cell. A measure without a number format has up to 14 digits, such as `8.2666666666667`: it is rounded to two
 * decimals, a number between -1 and 1 to three digits. Other texts are those of the engine.
 */
export function writeCell(column: HypercubeColumn, { text, number }: HypercubeCell): string {
  if (column.isAutoFormat !== true || number === undefined || Number.isInteger(number)) return text;
  const match = PLAIN_NUMBER.exec(text);
  const mark = match?.[1] ?? '.';
  // A dual has a text of its own, such as a date.
  if (!match || !isClose(Number(text.replace(mark, '.')), number)) return text;
  const rounded = Math.abs(number) >= 1 ? number.toFixed(DECIMALS) : number.toPrecision(DIGITS);
  return String(Number(rounded)).replace('.', mark);
}

function isClose(one: number, other: number): boolean {
  return Math.abs(one - other) <= Math.abs(other) * 1e-9;
}
