import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { losesFocusedRow } from '../../ui/focused-row';
import { injectMediaQuery } from '../../ui/media-query';
import { MomentPipe } from '../../ui/moment.pipe';
import { findRowWindow, isSameWindow } from '../../ui/row-window';
import type { SpaceSort, SpaceSortField } from './space-query';
import type { SpaceRow } from './space-row';

/** Heights in pixels: of a row, and of a card on a narrow screen. */
const ROW_HEIGHT = 64;
const CARD_HEIGHT = 160;
/** Requests the next page when fewer rows than this follow the visible ones. */
const ROWS_AHEAD = 30;

interface ShownColumn {
  readonly title: string;
  readonly field?: SpaceSortField;
}

/** A virtual table of up to ten thousand spaces: only the visible rows are in the DOM, in any scroll container. */
@Component({
  selector: 'app-space-table',
  imports: [MomentPipe, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './space-table.component.html',
  styleUrl: './space-table.component.scss',
})
export class SpaceTableComponent {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly body = viewChild.required<ElementRef<HTMLElement>>('body');

  readonly spaces = input.required<readonly SpaceRow[]>();
  /** Total number of rows, loaded or not; `undefined` if unknown. */
  readonly total = input<number>();
  readonly sort = input.required<SpaceSort>();
  /** The rows belong to a former request. */
  readonly isOld = input(false);
  readonly sortChange = output<SpaceSort>();
  /** The last rows are near; may be emitted repeatedly. */
  readonly endNear = output();

  private readonly isNarrow = injectMediaQuery('(max-width: 599px)');
  protected readonly rowHeight = computed(() => (this.isNarrow() ? CARD_HEIGHT : ROW_HEIGHT));
  private readonly view = signal({ position: 0, height: innerHeight });

  protected readonly window = computed(
    () => findRowWindow({ ...this.view(), rowCount: this.spaces().length, rowHeight: this.rowHeight() }),
    { equal: isSameWindow },
  );
  protected readonly shown = computed(() => {
    const { top, count } = this.window();
    return this.spaces().slice(top, top + count);
  });
  protected readonly rowCount = computed(() => {
    const total = this.total();
    // `-1`: the total is unknown (WAI-ARIA).
    return total === undefined ? -1 : Math.max(total, this.spaces().length) + 1;
  });
  private readonly isEndNear = computed(() => {
    const { position, height } = this.view();
    return (position + height) / this.rowHeight() > this.spaces().length - ROWS_AHEAD;
  });

  protected readonly COLUMNS: readonly ShownColumn[] = [
    { title: 'Name', field: 'name' },
    { title: 'Type', field: 'type' },
    { title: 'Your roles' },
    { title: 'Created', field: 'createdAt' },
  ];

  constructor() {
    effect(() => {
      this.spaces();
      if (this.isEndNear()) untracked(() => this.endNear.emit());
    });
    effect(() => {
      this.window();
      untracked(() => this.keepFocus());
    });
    const measure = () => {
      const { top } = this.body().nativeElement.getBoundingClientRect();
      this.view.set({ position: -top, height: innerHeight });
    };
    // Captured, because scroll events do not bubble and any ancestor may scroll.
    document.addEventListener('scroll', measure, { capture: true, passive: true });
    addEventListener('resize', measure);
    inject(DestroyRef).onDestroy(() => {
      document.removeEventListener('scroll', measure, { capture: true });
      removeEventListener('resize', measure);
    });
  }

  protected directionOf(field: SpaceSortField): 'ascending' | 'descending' | 'none' {
    const sort = this.sort();
    if (sort.field !== field) return 'none';
    return sort.isDescending ? 'descending' : 'ascending';
  }

  protected sortBy(field: SpaceSortField): void {
    this.sortChange.emit({ field, isDescending: this.directionOf(field) === 'ascending' });
    // Another order begins at the top.
    if (this.view().position > 0) this.host.nativeElement.scrollIntoView({ block: 'start' });
  }

  private keepFocus(): void {
    const element = this.body().nativeElement;
    if (!losesFocusedRow(element, this.window())) return;
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
  }
}
