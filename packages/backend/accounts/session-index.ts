import type { StateStore } from '../state/state-store.ts';
import type { LogoutToken } from './logout-token.ts';
import type { StateSessionStore } from './session-store.ts';

/** With more sessions of one user, the next sign-in removes the ended ones. */
const MANY_SESSIONS = 20;
/** A sign-in that is under way at a logout at the identity provider must be completed by then. */
const SIGN_IN_MS = 30 * 60_000;

/** The keys by which the sessions of a user are found. */
export interface IndexedSession {
  readonly user: string;
  readonly subject: string | undefined;
  readonly providerSession: string | undefined;
}

/** Finds the sessions of a user, of an identity provider's user, and of a session there. */
export class SessionIndex {
  readonly #state: StateStore;
  readonly #store: StateSessionStore;
  readonly #maxMs: number;

  /** @param maxMs the longest life of a session */
  constructor(state: StateStore, store: StateSessionStore, maxMs: number) {
    this.#state = state;
    this.#store = store;
    this.#maxMs = maxMs;
  }

  async add(id: string, hostSession: IndexedSession): Promise<void> {
    for (const set of setsOf(hostSession)) {
      await this.#removeEnded(set);
      await this.#state.addMember(set, id, this.#maxMs);
    }
  }

  async remove(id: string, hostSession: IndexedSession): Promise<void> {
    await Promise.all(setsOf(hostSession).map((set) => this.#state.removeMember(set, id)));
  }

  /** The sessions of a user of the application. */
  async ofUser(user: string): Promise<readonly string[]> {
    return this.#state.members(userSet(user));
  }

  /**
   * The sessions that a logout token ends: those of the provider's session, and those of the provider's user of which the provider
   * named no session; with no session in the token, all of that user.
   */
  async ofLogout({ subject, providerSession }: LogoutToken): Promise<readonly string[]> {
    const [bySession, bySubject] = await Promise.all([
      providerSession === undefined ? [] : this.#state.members(providerSet(providerSession)),
      subject === undefined ? [] : this.#state.members(subjectSet(subject)),
    ]);
    const ids = [...new Set([...bySession, ...bySubject])];
    const found = await Promise.all(ids.map(async (id) => ({ id, session: await this.#store.read(id) })));
    return found.flatMap(({ id, session: hostSession }) => {
      if (hostSession === null) return [];
      const isOfSubject = subject === undefined || hostSession.subject === subject;
      const isOfSession =
        providerSession === undefined ||
        hostSession.providerSession === undefined ||
        hostSession.providerSession === providerSession;
      return isOfSubject && isOfSession ? [id] : [];
    });
  }

  /** Records a logout, so that a sign-in under way begins no session that the provider ended meanwhile. */
  async recordLogout({ subject, providerSession, issuedAt }: LogoutToken): Promise<void> {
    const key =
      providerSession === undefined ? `logout:sub:${subject ?? ''}` : `logout:sid:${providerSession}`;
    await this.#state.set(key, String(issuedAt), SIGN_IN_MS);
  }

  /** @param issuedAt of the id token, in milliseconds since 1970 */
  async isLoggedOut({ subject, providerSession }: IndexedSession, issuedAt: number): Promise<boolean> {
    const notes = await Promise.all([
      subject === undefined ? undefined : this.#state.get(`logout:sub:${subject}`),
      providerSession === undefined ? undefined : this.#state.get(`logout:sid:${providerSession}`),
    ]);
    return notes.some((note) => note !== undefined && issuedAt <= Number(note));
  }

  async #removeEnded(set: string): Promise<void> {
    const ids = await this.#state.members(set);
    if (ids.length < MANY_SESSIONS) return;
    await Promise.all(
      ids.map(async (id) => {
        if (!(await this.#store.isAlive(id))) await this.#state.removeMember(set, id);
      }),
    );
  }
}

function setsOf({ user, subject, providerSession }: IndexedSession): string[] {
  return [
    userSet(user),
    ...(subject === undefined ? [] : [subjectSet(subject)]),
    ...(providerSession === undefined ? [] : [providerSet(providerSession)]),
  ];
}

function userSet(user: string): string {
  return `sessions:user:${user}`;
}

function subjectSet(subject: string): string {
  return `sessions:sub:${subject}`;
}

function providerSet(hostSessionId: string): string {
  return `sessions:sid:${hostSessionId}`;
}
