import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { type QlikUser, type UserAttribute, userKey } from '../users/qlik-user.ts';
import type { VirtualProxy } from './virtual-proxy.ts';

/** The reason of a session's end. Sockets get a notification of it. */
export type SessionEnd = 'timed-out' | 'closed' | 'logged-out';

/** A signed-in user at one virtual proxy, in one browser. */
export interface ProxySession {
  readonly id: string;
  readonly proxy: VirtualProxy;
  readonly user: QlikUser;
  readonly attributes: readonly UserAttribute[];
  csrfToken: string;
  lastActivity: number;
  /** Whether the session counts towards the limit of parallel sessions; true from its first socket on. */
  usesEngine: boolean;
}

/** Qlik's limit of sessions in parallel per user. */
const MAX_PARALLEL_SESSIONS = 5;
/** Limits clients that repeat calls without cookies; a demo needs far less. */
const MAX_SESSIONS = 20_000;

/** The sessions of all virtual proxies. */
export class ProxySessions {
  readonly #sessions = new Map<string, ProxySession>();
  readonly #listeners: ((session: ProxySession, end: SessionEnd) => void)[] = [];

  constructor(private readonly now: () => number) {}

  /** Calls back when a session ends. */
  onEnd(listener: (session: ProxySession, end: SessionEnd) => void): void {
    this.#listeners.push(listener);
  }

  /** Starts a session. The id is new unless an authentication module chose it (Session API). */
  begin(
    proxy: VirtualProxy,
    user: QlikUser,
    attributes: readonly UserAttribute[] = [],
    id: string = randomUUID(),
  ): ProxySession {
    this.expireInactive();
    if (this.#sessions.size >= MAX_SESSIONS) {
      const [oldest] = this.#sessions.values();
      if (oldest !== undefined) {
        this.end(oldest, 'closed');
      }
    }
    const session: ProxySession = {
      id,
      proxy,
      user,
      attributes,
      csrfToken: newToken(),
      lastActivity: this.now(),
      usesEngine: false,
    };
    this.#sessions.set(key(proxy, id), session);
    return session;
  }

  /** Returns the active session with that id at that virtual proxy. */
  find(proxy: VirtualProxy, id: string): ProxySession | undefined {
    const session = this.#sessions.get(key(proxy, id));
    if (session !== undefined && this.#isInactive(session)) {
      this.end(session, 'timed-out');
      return undefined;
    }
    return session;
  }

  touch(session: ProxySession): void {
    session.lastActivity = this.now();
  }

  of(proxy: VirtualProxy): readonly ProxySession[] {
    return this.all.filter((session) => session.proxy === proxy);
  }

  get all(): readonly ProxySession[] {
    this.expireInactive();
    return [...this.#sessions.values()];
  }

  end(session: ProxySession, end: SessionEnd): void {
    if (!this.#sessions.delete(key(session.proxy, session.id))) {
      return;
    }
    for (const listener of this.#listeners) {
      listener(session, end);
    }
  }

  /** Ends the sessions that reached the inactivity timeout of their virtual proxy. */
  expireInactive(): void {
    for (const session of this.#sessions.values()) {
      if (this.#isInactive(session)) {
        this.end(session, 'timed-out');
      }
    }
  }

  /** Counts the session towards the user's limit of five. @returns false when the limit is reached. */
  claimEngine(session: ProxySession): boolean {
    if (!session.usesEngine) {
      const taken = this.all.filter(
        (other) => other.usesEngine && userKey(other.user) === userKey(session.user),
      ).length;
      session.usesEngine = taken < MAX_PARALLEL_SESSIONS;
    }
    return session.usesEngine;
  }

  /** Returns whether the token is the session's CSRF token. */
  hasCsrfToken(session: ProxySession, token: string): boolean {
    const given = Buffer.from(token);
    const own = Buffer.from(session.csrfToken);
    return given.length === own.length && timingSafeEqual(given, own);
  }

  /** Makes every CSRF token stale. */
  rotateCsrfTokens(): void {
    for (const session of this.#sessions.values()) {
      session.csrfToken = newToken();
    }
  }

  #isInactive(session: ProxySession): boolean {
    return this.now() - session.lastActivity >= session.proxy.inactivityMinutes * 60_000;
  }
}

function key(proxy: VirtualProxy, id: string): string {
  return `${proxy.prefix}/${id}`;
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}
