import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { type QlikUser, type UserAttribute, userKey } from '../users/qlik-user.ts';
import type { VirtualProxy } from './virtual-proxy.ts';

/** Why a session ended; sockets are told. */
export type SessionEnd = 'timed-out' | 'closed' | 'logged-out';

/** A signed-in user at one virtual proxy, in one browser. */
export interface ProxySession {
  readonly id: string;
  readonly proxy: VirtualProxy;
  readonly user: QlikUser;
  readonly attributes: readonly UserAttribute[];
  csrfToken: string;
  lastActivity: number;
  /** Does it count among the user's parallel sessions? It does from its first socket on. */
  usesEngine: boolean;
}

/** Qlik's limit of sessions in parallel per user. */
const MAX_PARALLEL_SESSIONS = 5;
/** Against a page that asks again and again without cookies; far above what a demo needs. */
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

  /** Begins a session; the id is fresh unless an authentication module chose it (Session API). */
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

  /** The live session of that id at that virtual proxy. */
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

  /** Ends the sessions that nobody used for as long as their virtual proxy allows. */
  expireInactive(): void {
    for (const session of this.#sessions.values()) {
      if (this.#isInactive(session)) {
        this.end(session, 'timed-out');
      }
    }
  }

  /** Takes one of the user's five places for the session. @returns false when all are taken. */
  claimEngine(session: ProxySession): boolean {
    if (!session.usesEngine) {
      const taken = this.all.filter(
        (other) => other.usesEngine && userKey(other.user) === userKey(session.user),
      ).length;
      session.usesEngine = taken < MAX_PARALLEL_SESSIONS;
    }
    return session.usesEngine;
  }

  /** Is that the CSRF token of this session? */
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
