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
  readonly #listeners: ((proxySession: ProxySession, end: SessionEnd) => void)[] = [];

  constructor(private readonly now: () => number) {}

  /** Calls back when a session ends. */
  onEnd(listener: (proxySession: ProxySession, end: SessionEnd) => void): void {
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
    const proxySession: ProxySession = {
      id,
      proxy,
      user,
      attributes,
      csrfToken: newToken(),
      lastActivity: this.now(),
      usesEngine: false,
    };
    this.#sessions.set(key(proxy, id), proxySession);
    return proxySession;
  }

  /** Returns the active session with that id at that virtual proxy. */
  find(proxy: VirtualProxy, id: string): ProxySession | undefined {
    const proxySession = this.#sessions.get(key(proxy, id));
    if (proxySession !== undefined && this.#isInactive(proxySession)) {
      this.end(proxySession, 'timed-out');
      return undefined;
    }
    return proxySession;
  }

  touch(proxySession: ProxySession): void {
    proxySession.lastActivity = this.now();
  }

  of(proxy: VirtualProxy): readonly ProxySession[] {
    return this.all.filter((proxySession) => proxySession.proxy === proxy);
  }

  get all(): readonly ProxySession[] {
    this.expireInactive();
    return [...this.#sessions.values()];
  }

  end(proxySession: ProxySession, end: SessionEnd): void {
    if (!this.#sessions.delete(key(proxySession.proxy, proxySession.id))) {
      return;
    }
    for (const listener of this.#listeners) {
      listener(proxySession, end);
    }
  }

  /** Ends the sessions that reached the inactivity timeout of their virtual proxy. */
  expireInactive(): void {
    for (const proxySession of this.#sessions.values()) {
      if (this.#isInactive(proxySession)) {
        this.end(proxySession, 'timed-out');
      }
    }
  }

  /** Counts the session towards the user's limit of five. @returns false when the limit is reached. */
  claimEngine(proxySession: ProxySession): boolean {
    if (!proxySession.usesEngine) {
      const taken = this.all.filter(
        (other) => other.usesEngine && userKey(other.user) === userKey(proxySession.user),
      ).length;
      proxySession.usesEngine = taken < MAX_PARALLEL_SESSIONS;
    }
    return proxySession.usesEngine;
  }

  /** Returns whether the token is the session's CSRF token. */
  hasCsrfToken(proxySession: ProxySession, token: string): boolean {
    const given = Buffer.from(token);
    const own = Buffer.from(proxySession.csrfToken);
    return given.length === own.length && timingSafeEqual(given, own);
  }

  /** Makes every CSRF token stale. */
  rotateCsrfTokens(): void {
    for (const proxySession of this.#sessions.values()) {
      proxySession.csrfToken = newToken();
    }
  }

  #isInactive(proxySession: ProxySession): boolean {
    return this.now() - proxySession.lastActivity >= proxySession.proxy.inactivityMinutes * 60_000;
  }
}

function key(proxy: VirtualProxy, id: string): string {
  return `${proxy.prefix}/${id}`;
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}
