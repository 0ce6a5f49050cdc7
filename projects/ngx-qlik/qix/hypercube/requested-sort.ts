import { computed, type Signal, signal } from '@angular/core';
import type { GenericObject } from '@qlik/api/qix';
import { toQlikError } from 'ngx-qlik';
import type { SortOrder } from './hypercube-definition';

/** The table to sort. */
export interface SortableTable {
  /** The engine's object; `undefined` while there is none. */
  object(): GenericObject | undefined;
  /** Resolves when a table that is being made is there, or has failed; `undefined` when it is there. */
  created(): Promise<void> | undefined;
  /** @throws {QlikError} `session-suspended` without a connection, another error when the engine refuses */
  sort(order: SortOrder): Promise<void>;
  /** Resolves when the latest layout is there, also after a lost connection, or has failed. */
  settled(): Promise<void>;
  /** Whether the shown layout is the latest one. */
  isCurrent(): boolean;
}

/** An order of the rows of one object. */
interface SortedObject {
  readonly order: SortOrder;
  readonly object: GenericObject | undefined;
}

/** The sort order that the user requested, kept while the connection is interrupted and when the engine has lost the object. */
export class RequestedSort {
  private readonly requested = signal<SortOrder | undefined>(undefined);
  private readonly isShown = signal(true);
  /** The engine has confirmed this order. */
  private confirmed: SortedObject | undefined;
  private inProgress: SortedObject | undefined;
  /** The object of the last table: the present directions of its columns are known. */
  private known: GenericObject | undefined;

  /** The requested order that the table does not show yet. */
  readonly pending: Signal<SortOrder | undefined> = computed(() =>
    this.isShown() ? undefined : this.requested(),
  );

  constructor(private readonly table: SortableTable) {}

  /** @throws {QlikError} retryable when the order is kept for later */
  async request(order: SortOrder): Promise<void> {
    const former = { order: this.requested(), isShown: this.isShown() };
    this.requested.set(order);
    this.isShown.set(false);
    try {
      const created = this.table.created();
      if (created) {
        await created;
        if (this.table.isCurrent()) this.known = this.table.object();
      }
      await this.apply(order);
    } catch (thrown) {
      if (this.requested() === order && !toQlikError(thrown).isRetryable) {
        this.requested.set(former.order);
        this.isShown.set(former.isShown);
      }
      throw thrown;
    }
  }

  /** Called with each new table: sorts it unless its object is already sorted as requested. */
  async follow(): Promise<void> {
    const object = (this.known = this.table.object());
    const order = this.requested();
    if (!order || !object) return;
    const isSame = (other: SortedObject | undefined) => other?.object === object && other.order === order;
    if (isSame(this.confirmed)) return this.isShown.set(true);
    if (isSame(this.inProgress)) return;
    this.isShown.set(false);
    try {
      await this.apply(order);
    } catch (thrown) {
      // A retryable failure leaves the order pending for the next table. Other failures repeat: the table keeps its own order.
      if (this.requested() === order && !toQlikError(thrown).isRetryable) this.forget();
    }
  }

  /** Drops the order, for another table. */
  forget(): void {
    this.requested.set(undefined);
    this.isShown.set(true);
    this.confirmed = undefined;
  }

  private async apply(order: SortOrder): Promise<void> {
    const attempt = { order, object: this.table.object() };
    this.inProgress = attempt;
    try {
      await this.table.sort(order);
      // A new object without a layout may have other directions than the shown table: it is sorted again with its first table.
      if (attempt.object === this.known) this.confirmed = attempt;
    } finally {
      if (this.inProgress === attempt) this.inProgress = undefined;
    }
    await this.table.settled();
    if (this.requested() === order && this.confirmed === attempt && this.table.isCurrent())
      this.isShown.set(true);
  }
}
