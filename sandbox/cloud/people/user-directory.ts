import type { User } from './user.ts';

/** The users of one tenant, found by id or by subject. */
export class UserDirectory {
  readonly #byId = new Map<string, User>();
  readonly #bySubject = new Map<string, User>();

  constructor(users: readonly User[]) {
    for (const user of users) {
      this.#byId.set(user.id, user);
      this.#bySubject.set(user.subject, user);
    }
  }

  get all(): readonly User[] {
    return [...this.#byId.values()];
  }

  byId(id: string): User | undefined {
    return this.#byId.get(id);
  }

  bySubject(subject: string): User | undefined {
    return this.#bySubject.get(subject);
  }
}
