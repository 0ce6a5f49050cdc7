import { signal, untracked } from '@angular/core';
import type { GenericObject } from '@qlik/api/qix';
import { isDisconnection, repeatAborted } from '../objects/engine-codes';
import { LIST_PATH } from './list-object';

/** The search that a list shows. */
interface ShownSearch {
  /** The source of the list: another definition has no search yet. */
  readonly source: unknown;
  readonly match: string;
  /** Counts the calls that change the search. */
  readonly order: number;
}

/** The search of a list, also of one that is made anew in a rebuilt session. */
export class ListSearch {
  private readonly shown = signal<ShownSearch>({ source: undefined, match: '', order: 0 });
  private calls = 0;

  /** The text of the present search; empty without one. @param source the present one of the list */
  textOf(source: unknown): string {
    const { source: searched, match } = this.shown();
    return searched === source ? match : '';
  }

  /**
   * Resolves with the call. The engine makes the calls in their order, and its answers may come in another one: the text is that of the last
   * call which has succeeded.
   *
   * @param match the search that there is after the call
   */
  async change(source: unknown, match: string, call: Promise<unknown>): Promise<void> {
    const order = ++this.calls;
    await call;
    if (order > untracked(this.shown).order) this.shown.set({ source, match, order });
  }

  /**
   * Searches in a new list of the same source. Forgets a search that the engine refuses, so that the next new list has all values.
   * @throws the reason why it cannot be repeated
   */
  async repeat(list: GenericObject, source: unknown): Promise<void> {
    const match = untracked(() => this.textOf(source));
    if (match === '') return;
    try {
      // The engine searches in a list that it has calculated.
      await repeatAborted(() => Promise.all([list.getLayout(), list.searchListObjectFor(LIST_PATH, match)]));
    } catch (thrown) {
      if (!isDisconnection(thrown)) await this.change(source, '', Promise.resolve());
      throw thrown;
    }
  }
}
