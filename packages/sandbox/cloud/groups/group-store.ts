import { randomBytes } from 'node:crypto';
import { objectId } from '../users/object-id.ts';
import { ALL_USERS, type Group } from './group.ts';

/** What a new group is made of. */
type NewGroup = Pick<Group, 'name' | 'providerType' | 'description'> & { readonly createdBy: string };

/** The groups of one tenant, in memory; without the system group {@link ALL_USERS}. */
export class GroupStore {
  readonly #groups = new Map<string, Group>();
  /** Whether a JWT that names an unknown group creates it. */
  createsAtLogin = true;

  constructor(private readonly now: () => number) {}

  get all(): readonly Group[] {
    return [...this.#groups.values()];
  }

  find(id: string): Group | undefined {
    return this.#groups.get(id);
  }

  byName(name: string): Group | undefined {
    return this.all.find((group) => group.name === name);
  }

  /** Whether a space can be opened to that group. */
  isAssignable(id: string): boolean {
    return id === ALL_USERS.id || this.#groups.has(id);
  }

  /** Adds a group; the name must be free. The id is the same in every run unless another group has it. */
  add({ createdBy, ...group }: NewGroup): Group {
    const usual = objectId('group', group.name);
    const id = this.#groups.has(usual) ? randomBytes(12).toString('hex') : usual;
    const at = new Date(this.now()).toISOString();
    return this.put({
      id,
      ...group,
      createdAt: at,
      createdBy,
      lastUpdatedAt: at,
      updatedBy: createdBy,
    });
  }

  /** Replaces the group with that id. */
  put(group: Group): Group {
    this.#groups.set(group.id, group);
    return group;
  }

  remove(id: string): void {
    this.#groups.delete(id);
  }

  /** Returns the ids of an identity provider's groups; creates unknown ones where the tenant does that. */
  ofIdentityProvider(names: readonly string[], createdBy: string): readonly string[] {
    return [...new Set(names)].flatMap((name) => {
      const known = this.byName(name);
      if (known !== undefined) return known.providerType === 'idp' ? [known.id] : [];
      return this.createsAtLogin ? [this.add({ name, providerType: 'idp', createdBy }).id] : [];
    });
  }
}
