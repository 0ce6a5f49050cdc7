import { appItem } from '../apps/app-item.ts';
import type { AppCatalog, AppSummary } from '../../apps/app-definition.ts';
import { objectId } from '../users/object-id.ts';
import type { User } from '../users/user.ts';
import { canOpenApps, canSee, type Caller } from '../spaces/space-access.ts';
import type { Space } from '../spaces/space.ts';
import type { SpaceStore } from '../spaces/space-store.ts';

/** A resource in the hub's list: an app, a dataset, … */
export interface Item {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly resourceType: 'app' | 'dataset';
  readonly resourceSubType: string;
  readonly resourceId: string;
  /** Undefined in its owner's personal space. */
  readonly spaceId: string | undefined;
  readonly ownerId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly reloadedAt: string | undefined;
  /** The app that it was published from, and when; of published apps only. */
  readonly origin?: { readonly appId: string; readonly publishedAt: string };
}

/** What the caller may do with an item's resource. */
export type ItemAccess = 'allowed' | 'forbidden' | 'not-found';

/** The items of one tenant, and when each user last opened which. */
export class ItemStore {
  /** By the id of the resource, in the order in which they came. */
  readonly #byResource: Map<string, Item>;
  /** Ids of items that were deleted while their resources are still there. */
  readonly #hidden = new Set<string>();
  readonly #lastUsed = new Map<string, number>();

  constructor(
    items: readonly Item[],
    private readonly spaces: SpaceStore,
  ) {
    this.#byResource = new Map(items.map((item) => [item.resourceId, item]));
  }

  find(id: string): Item | undefined {
    return this.#all.find((item) => item.id === id && !this.#hidden.has(id));
  }

  findResource(resourceId: string): Item | undefined {
    return this.#byResource.get(resourceId);
  }

  /** Adds an item, or puts it in the place of the one for the same resource. */
  put(item: Item): Item {
    this.#byResource.set(item.resourceId, item);
    return item;
  }

  /** Removes the item of a resource that is no longer there. */
  remove(item: Item): void {
    this.#byResource.delete(item.resourceId);
    this.#hidden.delete(item.id);
  }

  /** Takes an item out of the hub's list; its resource stays, with the same rights. */
  hide(item: Item): void {
    this.#hidden.add(item.id);
  }

  hasItemsIn(spaceId: string): boolean {
    return this.#all.some((item) => item.spaceId === spaceId);
  }

  /** Items that the caller may see; personal spaces are visible to their owners only, regardless of roles. */
  visibleTo(caller: Caller): readonly Item[] {
    return this.#all.filter(
      (item) => !this.#hidden.has(item.id) && this.accessTo(item, caller) === 'allowed',
    );
  }

  accessTo(item: Item, caller: Caller): ItemAccess {
    if (caller.user.sharedAppId !== undefined) {
      return item.resourceId === caller.user.sharedAppId ? 'allowed' : 'not-found';
    }
    if (item.spaceId === undefined) {
      return item.ownerId === caller.user.id ? 'allowed' : 'not-found';
    }
    const space = this.spaces.find(item.spaceId);
    if (space === undefined || !canSee(space, caller)) {
      return 'not-found';
    }
    return item.resourceType !== 'app' || canOpenApps(space, caller) ? 'allowed' : 'forbidden';
  }

  spaceOf(item: Item): Space | undefined {
    return item.spaceId === undefined ? undefined : this.spaces.find(item.spaceId);
  }

  get #all(): readonly Item[] {
    return [...this.#byResource.values()];
  }

  recordUse(item: Item, user: User, now: number): void {
    this.#lastUsed.set(`${user.id}/${item.id}`, now);
  }

  clearUses(): void {
    this.#lastUsed.clear();
  }

  /** Milliseconds since 1970, 0 for never. */
  lastUsed(item: Item, user: User): number {
    return this.#lastUsed.get(`${user.id}/${item.id}`) ?? 0;
  }
}

/** An app in Ada's personal space, with the content of the flights. */
export const PERSONAL_COPY = {
  id: '5f1c3a52-0b64-4c52-9a35-6b1f0d7a2001',
  of: '5f1c3a52-0b64-4c52-9a35-6b1f0d7a1001',
  name: 'Draft: flights by hour',
} as const;

/** Returns the catalog of a tenant: the demo apps and the personal copy, which loads the content of its original. */
export function withPersonalCopy(catalog: AppCatalog): AppCatalog {
  const original = catalog.apps.find((app) => app.id === PERSONAL_COPY.of);
  if (original === undefined) {
    return catalog;
  }
  const copy: AppSummary = {
    ...original,
    id: PERSONAL_COPY.id,
    name: PERSONAL_COPY.name,
    description: `A personal copy of “${original.name}”.`,
  };
  return {
    ...catalog,
    apps: [...catalog.apps, copy],
    load: (id) => catalog.load(id === copy.id ? original.id : id),
  };
}

/**
 * Returns items for the catalog's apps, and datasets in the data spaces; all apps are Ada's.
 *
 * @param spaceOf The name of an app's space, undefined for the personal one.
 */
export function demoItems(
  catalog: AppCatalog,
  spaces: readonly Space[],
  users: readonly User[],
  spaceOf: (appId: string) => string | undefined,
): Item[] {
  const ada = users.find((user) => user.subject === 'ada');
  const ownerId = ada?.id ?? '';
  const apps = catalog.apps.map((app): Item => {
    const spaceName = spaceOf(app.id);
    return appItem(app, { ownerId, spaceId: spaces.find((space) => space.name === spaceName)?.id });
  });
  const datasets = spaces
    .filter((space) => space.type === 'data')
    .slice(0, 20)
    .map((space): Item => ({
      id: objectId('item', `dataset/${space.id}`),
      name: `${space.name}.qvd`,
      description: `Data of ${space.name}.`,
      resourceType: 'dataset',
      resourceSubType: 'qvd',
      resourceId: objectId('dataset', space.id),
      spaceId: space.id,
      ownerId: space.ownerId,
      createdAt: space.createdAt,
      updatedAt: space.updatedAt,
      reloadedAt: undefined,
    }));
  return [...apps, ...datasets];
}
