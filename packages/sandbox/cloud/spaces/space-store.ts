import type { Space } from './space.ts';

/** The spaces of one tenant, in memory. */
export class SpaceStore {
  readonly #spaces: Map<string, Space>;

  constructor(spaces: readonly Space[]) {
    this.#spaces = new Map(spaces.map((space) => [space.id, space]));
  }

  get all(): readonly Space[] {
    return [...this.#spaces.values()];
  }

  find(id: string): Space | undefined {
    return this.#spaces.get(id);
  }

  /** Names are unique in a tenant, case-insensitive. */
  isNameTaken(name: string, exceptId?: string): boolean {
    const wanted = name.toLowerCase();
    return this.all.some((space) => space.id !== exceptId && space.name.toLowerCase() === wanted);
  }

  /** Adds a space or replaces the one with that id. */
  put(space: Space): Space {
    this.#spaces.set(space.id, space);
    return space;
  }

  /** Removes the assignments of a user or group that is no more. */
  removeAssignee(assigneeId: string): void {
    for (const space of this.all) {
      const assignments = space.assignments.filter((assignment) => assignment.assigneeId !== assigneeId);
      if (assignments.length < space.assignments.length) this.put({ ...space, assignments });
    }
  }

  remove(id: string): void {
    this.#spaces.delete(id);
  }
}
