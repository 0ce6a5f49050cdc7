import { extendedObjects } from '../objects/linked-objects.ts';
import { applyPatches, type Patch } from '../objects/patches.ts';
import type { StoredObject } from '../objects/stored-object.ts';
import type { JsonObject } from '../protocol/json.ts';

/** The soft patches of a session: changes of properties that are not part of the app. */
export class SoftPatches {
  private readonly byId = new Map<string, readonly Patch[]>();

  constructor(
    private readonly findObject: (id: string) => StoredObject | undefined,
    private readonly changed: (entry: StoredObject) => void,
  ) {}

  has(entry: StoredObject): boolean {
    return this.byId.has(entry.id);
  }

  /** Returns the properties merged with those of the extended object (`qExtendsId`) and the soft patches. */
  effectiveProperties(entry: StoredObject): JsonObject {
    const patches = this.byId.get(entry.id);
    const inherited = this.inheritedProperties(entry);
    return patches ? applyPatches(inherited, patches) : inherited;
  }

  /** @throws {QixError} 4 for an invalid path; no patch is applied then */
  add(entry: StoredObject, patches: readonly Patch[]): void {
    const all = [...(this.byId.get(entry.id) ?? []), ...patches];
    applyPatches(this.inheritedProperties(entry), all);
    this.byId.set(entry.id, all);
    this.changed(entry);
  }

  clear(entry: StoredObject): void {
    if (this.byId.delete(entry.id)) this.changed(entry);
  }

  clearAll(): void {
    for (const id of [...this.byId.keys()]) {
      const entry = this.findObject(id);
      if (entry) this.clear(entry);
    }
  }

  /** Forgets the patches of an object that was destroyed. */
  forget(id: string): void {
    this.byId.delete(id);
  }

  private inheritedProperties(entry: StoredObject): JsonObject {
    const chain = extendedObjects(entry, this.findObject);
    if (chain.length === 1) return entry.properties;
    return [...chain].reverse().reduce<JsonObject>((all, { properties }) => ({ ...all, ...properties }), {});
  }
}
