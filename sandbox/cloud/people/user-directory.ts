import type { User } from './user.ts';

const MOST_VISITORS = 10_000;

/** The users of one tenant, found by id or by subject. */
export class UserDirectory {
  readonly #byId = new Map<string, User>();
  readonly #visitors = new Map<string, User>();
  readonly #bySubject = new Map<string, User>();

  constructor(users: readonly User[]) {
    for (const user of users) {
      this.put(user);
    }
  }

  /** Everybody but the anonymous visitors. */
  get all(): readonly User[] {
    return [...this.#byId.values()];
  }

  byId(id: string): User | undefined {
    return this.#byId.get(id) ?? this.#visitors.get(id);
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

  /** Lets an anonymous visitor in, who has an id but is in no list. The longest unseen one goes when there are too many. */
  admitVisitor(user: User): User {
    this.#visitors.delete(user.id);
    this.#visitors.set(user.id, user);
    const [oldest] = this.#visitors.keys();
    if (oldest !== undefined && this.#visitors.size > MOST_VISITORS) {
      this.#visitors.delete(oldest);
    }
    return user;
  }
}
