import { computed, effect, inject, type Signal, signal, untracked } from '@angular/core';
import {
  type AppSession,
  type DimensionDefinition,
  type Hypercube,
  type HypercubeColumn,
  type HypercubeDefinition,
  injectHypercube,
  type MeasureDefinition,
  type SortDirection,
  type SortOrder,
} from 'ngx-qlik/qix';
import { Announcer } from '../../../ui/announcer';

/** The order that the user requested, by the definition of its column: another table may have the column elsewhere. */
interface KeptOrder {
  readonly column: DimensionDefinition | MeasureDefinition;
  readonly title: string;
  readonly direction: SortDirection;
}

/** A table in the order that the user requests. The order is kept while its column is in the table, and announced. Needs an injection context. */
export class SortedTable {
  private readonly announcer = inject(Announcer);
  private readonly kept = signal<KeptOrder | undefined>(undefined);
  /** The order that is announced when the rows have it. */
  private readonly requested = signal<SortOrder | undefined>(undefined);
  /** The removed column whose order was lost, and the columns at that time. */
  private readonly lost = signal<
    { readonly title: string; readonly columns: readonly HypercubeColumn[] } | undefined
  >(undefined);

  /** A new table starts in the order of the one before. A request sorts the present one. */
  private readonly sortedDefinition = computed<HypercubeDefinition>(() => {
    const definition = this.definition();
    const sort = untracked(() => this.findOrder(definition));
    return sort && definition.objectId === undefined ? { ...definition, sort } : definition;
  });
  readonly cube: Hypercube;
  /** The requested order in words, until the rows have it. */
  readonly sorting = computed(() => {
    const order = this.cube.pendingSort();
    return order && this.describe(order);
  });

  constructor(
    appSession: Signal<AppSession | undefined>,
    private readonly definition: Signal<HypercubeDefinition>,
  ) {
    this.cube = injectHypercube(appSession, this.sortedDefinition);
    effect(() => {
      const definition = this.definition();
      untracked(() => this.followDefinition(definition));
    });
    this.announceOrder();
    this.announceLoss();
  }

  /**
   * Sorts by a column, or reverses its order.
   * @throws {QlikError} when the table keeps the order that it has
   */
  async sort(column: HypercubeColumn): Promise<void> {
    const pending = this.cube.pendingSort();
    const current = pending?.column === column.index ? pending.direction : column.sorted;
    const isAscending = current === undefined ? column.direction === 'ascending' : current !== 'ascending';
    const direction: SortDirection = isAscending ? 'ascending' : 'descending';
    const order = { column: column.index, direction };
    const [definition, former] = [columnsOf(this.definition())[column.index], this.kept()];
    const kept =
      definition === undefined ? undefined : { column: definition, title: column.title, direction };
    this.requested.set(order);
    this.kept.set(kept);
    try {
      await this.cube.sort(order);
    } catch (thrown) {
      // An order that waits for the connection is shown as pending. A newer one, or a new table, replaces this one.
      if (this.cube.pendingSort() === order || this.requested() !== order) return;
      this.requested.set(undefined);
      if (this.kept() === kept) this.kept.set(former);
      throw thrown;
    }
  }

  private findOrder(definition: HypercubeDefinition): SortOrder | undefined {
    const kept = this.kept();
    if (!kept) return undefined;
    const column = columnsOf(definition).findIndex((each) => isSame(each, kept.column));
    return column < 0 ? undefined : { column, direction: kept.direction };
  }

  private followDefinition(definition: HypercubeDefinition): void {
    const kept = this.kept();
    const order = this.findOrder(definition);
    if (this.requested()) this.requested.set(order);
    if (!kept || order) return;
    this.kept.set(undefined);
    this.lost.set({ title: kept.title, columns: this.cube.columns() });
  }

  private describe({ column, direction }: SortOrder): string {
    return `${this.cube.columns()[column]?.title ?? 'a column'}, ${direction}`;
  }

  private announceOrder(): void {
    effect(() => {
      const order = this.requested();
      const sorted = this.cube.columns().find((column) => column.sorted);
      const isShown = order?.column === sorted?.index && order?.direction === sorted?.sorted;
      if (!order || !isShown || this.cube.pendingSort() !== undefined) return;
      untracked(() => {
        this.requested.set(undefined);
        this.announcer.announce(`Sorted by ${this.describe(order)}`);
      });
    });
  }

  private announceLoss(): void {
    effect(() => {
      const [lost, columns] = [this.lost(), this.cube.columns()];
      const sorted = columns.find((column) => column.sorted);
      if (!lost || !sorted?.sorted || columns === lost.columns) return;
      const order = this.describe({ column: sorted.index, direction: sorted.sorted });
      untracked(() => {
        this.lost.set(undefined);
        this.announcer.announce(`The table has no column ${lost.title} any more. Sorted by ${order}`);
      });
    });
  }
}

function columnsOf({
  dimensions = [],
  measures = [],
}: HypercubeDefinition): readonly (DimensionDefinition | MeasureDefinition)[] {
  return [...dimensions, ...measures];
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
