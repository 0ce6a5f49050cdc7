import { randomBytes } from 'node:crypto';
import type { User } from '../users/user.ts';
import { objectId } from '../users/object-id.ts';

/** `public` collections are the tags of Qlik's hub. */
export type CollectionType = 'private' | 'public' | 'publicgoverned' | 'favorite';

/** A collection of items. Times are ISO 8601. */
export interface Collection {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type: CollectionType;
  readonly creatorId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Ids in the order in which they were added. */
  readonly itemIds: readonly string[];
}

/** The collections of one tenant, in memory. */
export class CollectionStore {
  readonly #collections = new Map<string, Collection>();

  constructor(private readonly now: () => number) {}

  /** Without the favorites of users. */
  get all(): readonly Collection[] {
    return [...this.#collections.values()].filter(({ type }) => type !== 'favorite');
  }

  find(id: string): Collection | undefined {
    return this.#collections.get(id);
  }

  /** The favorites of a user; `favorites` in an address means those of the caller. */
  favoritesOf(user: User): Collection {
    const id = objectId('favorites', user.id);
    return (
      this.#collections.get(id) ??
      this.#put({ id, name: 'favorites', description: '', type: 'favorite', creatorId: user.id })
    );
  }

  /** The collections that a caller sees and that have an item, those of others and the favorites of others left out. */
  with(itemId: string, user: User): readonly Collection[] {
    return this.all.filter((each) => isVisible(each, user) && each.itemIds.includes(itemId));
  }

  add(collection: Pick<Collection, 'name' | 'description' | 'type' | 'creatorId'>): Collection {
    return this.#put({ ...collection, id: randomBytes(12).toString('hex') });
  }

  change(
    collection: Collection,
    changes: Partial<Pick<Collection, 'name' | 'description' | 'type' | 'itemIds'>>,
  ): Collection {
    return this.#put({ ...collection, ...changes });
  }

  remove(id: string): void {
    this.#collections.delete(id);
  }

  /** Takes an item out of all collections, the favorites included. */
  removeItem(itemId: string): void {
    for (const [id, collection] of this.#collections) {
      const itemIds = collection.itemIds.filter((each) => each !== itemId);
      this.#collections.set(id, { ...collection, itemIds });
    }
  }

  clear(): void {
    this.#collections.clear();
  }

  #put(
    collection: Omit<Collection, 'createdAt' | 'updatedAt' | 'itemIds'> & Partial<Collection>,
  ): Collection {
    const at = new Date(this.now()).toISOString();
    const stored = { createdAt: at, itemIds: [], ...collection, updatedAt: at };
    this.#collections.set(stored.id, stored);
    return stored;
  }
}

/** Whether a user sees a collection: a private one is its creator's. */
export function isVisible({ type, creatorId }: Collection, user: User): boolean {
  return type === 'public' || type === 'publicgoverned' || creatorId === user.id;
}
