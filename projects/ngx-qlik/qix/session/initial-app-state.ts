import type { Doc } from '@qlik/api/qix';
import { ɵrejectAfter as rejectAfter, QlikError } from 'ngx-qlik';
import { isDisconnectionOf, toEngineTimeout } from '../objects/engine-errors';
import { type FieldSelectionRequest, selectInField } from '../selections/select-in-field';

/** Selections that an app begins with, in one field. */
export type InitialSelection = Omit<FieldSelectionRequest, 'mode'>;

/**
 * What an app begins with. Applied in the order of these members, before the app is handed out.
 * @see `<qlik-initial-selections>` of `@qlik/embed-web-components` 1.6, which has `clearsSelections`, `bookmarkId` and `selections`
 */
export interface InitialAppState {
  /** Called with the app first: adds an alternate state or sets a variable, for example. The app waits for it. */
  readonly onOpen?: (doc: Doc) => void | Promise<void>;
  /** Clears all selections, locked ones included: the engine may still have those of an earlier visit. */
  readonly clearsSelections?: boolean;
  readonly bookmarkId?: string;
  readonly selections?: readonly InitialSelection[];
}

/**
 * The initial states of one session. Each is applied once, also when several components give the same one, and once more in a session that
 * is rebuilt.
 */
export class InitialAppStates {
  /** By their JSON, and by their function. */
  private readonly given = new Map<unknown, (doc: Doc) => Promise<readonly string[]>>();
  private readonly pending = new Set<unknown>();

  /** @param limit for the application of all states, in milliseconds */
  constructor(private readonly limit: number) {}

  /** Whether there is something to apply. */
  get isPending(): boolean {
    return this.pending.size > 0;
  }

  /** Whether there are no states. */
  get isEmpty(): boolean {
    return this.given.size === 0;
  }

  /** Adds a state. @returns whether it is new */
  add({ onOpen, ...state }: InitialAppState): boolean {
    const before = this.given.size;
    if (onOpen)
      this.addStep(onOpen, async (doc) => {
        await onOpen(doc);
        return [];
      });
    if (Object.keys(state).length > 0) this.addStep(JSON.stringify(state), (doc) => apply(doc, state));
    return this.given.size > before;
  }

  /** Lets all states be applied again, in a new session of the engine. */
  reset(): void {
    for (const key of this.given.keys()) this.pending.add(key);
  }

  /**
   * Applies the pending states.
   * @returns the error that names what could not be applied; the app is usable without it
   * @throws enigma's error when the socket closes meanwhile
   */
  async apply(doc: Doc): Promise<QlikError | undefined> {
    const keys = [...this.pending];
    this.pending.clear();
    const failures: Failure[] = [];
    try {
      await rejectAfter(this.applyAll(doc, keys, failures), this.limit, () => toEngineTimeout(this.limit));
      // Qlik's code reports a closed socket as a field that is not there.
      if (failures.length > 0) await doc.backCount();
    } catch (thrown) {
      if (isDisconnectionOf(undefined, thrown)) {
        keys.forEach((key) => this.pending.add(key));
        throw thrown;
      }
      failures.push({ what: 'what the engine did not answer in time', thrown });
    }
    return failures.length > 0 ? notApplied(failures) : undefined;
  }

  private async applyAll(doc: Doc, keys: readonly unknown[], failures: Failure[]): Promise<void> {
    for (const key of keys) {
      try {
        const lost = (await this.given.get(key)?.(doc)) ?? [];
        failures.push(...lost.map((what) => ({ what, thrown: undefined })));
      } catch (thrown) {
        if (isDisconnectionOf(undefined, thrown)) throw thrown;
        failures.push({
          what: typeof key === 'string' ? 'cleared selections' : 'the action on opening',
          thrown,
        });
      }
    }
  }

  private addStep(key: unknown, step: (doc: Doc) => Promise<readonly string[]>): void {
    if (this.given.has(key)) return;
    this.given.set(key, step);
    this.pending.add(key);
  }
}

interface Failure {
  readonly what: string;
  readonly thrown: unknown;
}

/** @returns what could not be applied */
async function apply(
  doc: Doc,
  { clearsSelections, bookmarkId, selections = [] }: Omit<InitialAppState, 'onOpen'>,
): Promise<readonly string[]> {
  const lost: string[] = [];
  const attempt = async (what: string, work: () => Promise<boolean>): Promise<void> => {
    try {
      if (!(await work())) lost.push(what);
    } catch (thrown) {
      if (isDisconnectionOf(undefined, thrown)) throw thrown;
      lost.push(what);
    }
  };
  if (clearsSelections) await doc.clearAll(true);
  if (bookmarkId !== undefined) await attempt(`bookmark ${bookmarkId}`, () => doc.applyBookmark(bookmarkId));
  for (const selection of selections) {
    const { field, stateName } = selection;
    const name = stateName === undefined ? field : `${field} (alternate state ${stateName})`;
    await attempt(name, () => selectInField(doc, selection));
  }
  return lost;
}

function notApplied(failures: readonly Failure[]): QlikError {
  const cause = failures.find(({ thrown }) => thrown !== undefined)?.thrown;
  const names = failures.map(({ what }) => what).join(', ');
  return new QlikError('engine-error', `The app was opened without a part of its initial state: ${names}.`, {
    remedy: 'Check the names of fields and alternate states, the values, and the id of the bookmark.',
    ...(cause !== undefined && { cause }),
  });
}
