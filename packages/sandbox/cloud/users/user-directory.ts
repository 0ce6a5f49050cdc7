import type { User } from './user.ts';

const MAX_ANONYMOUS_USERS = 10_000;

/** The users of one tenant, found by id or by subject. */
export class UserDirectory {
  readonly #byId = new Map<string, User>();
  readonly #anonymousUsers = new Map<string, User>();
  readonly #bySubject = new Map<string, User>();

  constructor(users: readonly User[]) {
    for (const user of users) {
      this.put(user);
    }
  }

  /** All users except anonymous ones. */
  get all(): readonly User[] {
    return [...this.#byId.values()];
  }

  byId(id: string): User | undefined {
    return this.#byId.get(id) ?? this.#anonymousUsers.get(id);
  }

  bySubject(subject: string): User | undefined {
    return this.#bySubject.get(subject);
  }

  /** Adds a user or replaces the one with that id. */
  put(user: User): User {
    this.#byId.set(user.id, user);
    this.#bySubject.set(user.subject, user);
    return user;
  }

  remove(user: User): void {
    this.#byId.delete(user.id);
    this.#bySubject.delete(user.subject);
  }

  /** Adds an anonymous user, which is in no list. Removes the least recently added one above the limit. */
  addAnonymousUser(user: User): User {
    this.#anonymousUsers.delete(user.id);
    this.#anonymousUsers.set(user.id, user);
    const [oldest] = this.#anonymousUsers.keys();
    if (oldest !== undefined && this.#anonymousUsers.size > MAX_ANONYMOUS_USERS) {
      this.#anonymousUsers.delete(oldest);
    }
    return user;
  }
}
