import { randomUUID } from 'node:crypto';

/** A reference to an entity of the repository. */
export interface SelectionItem {
  /** The name of the type, such as `App`. */
  readonly type: string;
  readonly objectID: string;
}

/** A set of references that a user made. */
export interface RepositorySelection {
  readonly id: string;
  /** Key of the user. */
  readonly owner: string;
  readonly items: readonly SelectionItem[];
  /** ISO 8601. */
  readonly createdDate: string;
}

/** More than these, and the oldest one goes: clients that end early never delete theirs. */
const MAX_SELECTIONS = 1000;

/** The selections of all users of a server. */
export class SelectionStore {
  readonly #selections = new Map<string, RepositorySelection>();

  constructor(private readonly now: () => number) {}

  create(owner: string, items: readonly SelectionItem[]): RepositorySelection {
    const createdDate = new Date(this.now()).toISOString();
    const selection = { id: randomUUID(), owner, items, createdDate };
    this.#selections.set(selection.id, selection);
    const [oldest] = this.#selections.keys();
    if (oldest !== undefined && this.#selections.size > MAX_SELECTIONS) {
      this.#selections.delete(oldest);
    }
    return selection;
  }

  /** Returns a selection of that user. */
  find(owner: string, id: string): RepositorySelection | undefined {
    const found = this.#selections.get(id);
    return found?.owner === owner ? found : undefined;
  }

  remove(owner: string, id: string): boolean {
    return this.find(owner, id) !== undefined && this.#selections.delete(id);
  }

  clear(): void {
    this.#selections.clear();
  }
}
