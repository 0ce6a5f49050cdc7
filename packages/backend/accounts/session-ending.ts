import type { FastifyBaseLogger, Session } from 'fastify';
import type { HostUser } from './host-user.ts';
import type { LogoutToken } from './logout-token.ts';
import type { SessionIndex } from './session-index.ts';
import type { StateSessionStore } from './session-store.ts';

interface EndingOptions {
  readonly store: StateSessionStore;
  readonly index: SessionIndex;
  /** Ends the sessions at Qlik and the WebSockets of a session; waits for Qlik a few seconds at most. */
  readonly endUpstream: (hostSessionId: string, user: HostUser) => Promise<void>;
  /** Ends the tokens of a user that outlive the sessions. */
  readonly endTokens: (user: string) => Promise<void>;
  readonly log: FastifyBaseLogger;
}

/** Ends sessions: first here, so that nothing new can begin in them, then at Qlik. */
export class SessionEnding {
  readonly #with: EndingOptions;

  constructor(options: EndingOptions) {
    this.#with = options;
  }

  /**
   * Failures at Qlik are only logged: the sign-out here does not depend on them.
   * @param known the session's data, when the caller has read it already
   */
  async end(id: string, known?: Session): Promise<void> {
    await (
      await this.begin(id, known)
    )();
  }

  /** Ends a session here. @returns a function that ends it at Qlik */
  async begin(id: string, known?: Session): Promise<() => Promise<void>> {
    const user = await this.#host(id, known);
    return () => this.#upstream(id, user);
  }

  /** Ends all sessions of a user of the application. @returns their number */
  async endUser(user: string): Promise<number> {
    const ended = await this.#endAll(await this.#with.index.ofUser(user));
    try {
      await this.#with.endTokens(user);
    } catch (error) {
      this.#with.log.warn({ err: error }, 'the tokens of a user were not ended');
    }
    return ended;
  }

  /** Ends the sessions that the identity provider ended. */
  async endLogout(token: LogoutToken): Promise<number> {
    // Recorded first: a sign-in under way then sees the logout, or is in the index already.
    await this.#with.index.recordLogout(token);
    return this.#endAll(await this.#with.index.ofLogout(token));
  }

  /** Ends all sessions here before the first one at Qlik. */
  async #endAll(ids: readonly string[]): Promise<number> {
    const ended = await Promise.all(ids.map(async (id) => ({ id, user: await this.#host(id) })));
    await Promise.all(ended.map(({ id, user }) => this.#upstream(id, user)));
    return ended.filter(({ user }) => user !== undefined).length;
  }

  /** @returns the user of the session; `undefined` for a session that had ended */
  async #host(id: string, known?: Session): Promise<HostUser | undefined> {
    const { store, index } = this.#with;
    const hostSession = known ?? (await store.read(id)) ?? undefined;
    await store.end(id);
    if (hostSession?.hostUser === undefined) return undefined;
    await index.remove(id, {
      user: hostSession.hostUser.id,
      subject: hostSession.subject,
      providerSession: hostSession.providerSession,
    });
    return hostSession.hostUser;
  }

  async #upstream(id: string, user: HostUser | undefined): Promise<void> {
    if (user === undefined) return;
    try {
      await this.#with.endUpstream(id, user);
    } catch (error) {
      this.#with.log.warn({ err: error }, 'what a session has at Qlik was not ended');
    }
  }
}
