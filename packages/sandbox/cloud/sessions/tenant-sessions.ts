import { randomBytes } from 'node:crypto';

/** A user's session at the tenant itself, in one browser or other HTTP client with cookies. */
export interface TenantSession {
  readonly id: string;
  readonly userId: string;
  /** Seconds since 1970. */
  readonly authTime: number;
  /** The token that calls other than GET need besides the cookie. */
  readonly csrfToken: string;
}

/** Seconds; after Qlik's `auth-settings`, which count in minutes. */
export interface SessionLifetimes {
  /** `userSessionInactivityTimeoutMinutes`: without any call. */
  readonly inactivity: number;
  /** `maxUserSessionLifespanMinutes`: regardless of use. */
  readonly lifespan: number;
}

interface SessionRecord {
  tenantSession: TenantSession;
  readonly startedAt: number;
  usedAt: number;
}

/** The sessions of one tenant. */
export class TenantSessions {
  readonly #records = new Map<string, SessionRecord>();

  constructor(
    private readonly lifetimes: SessionLifetimes,
    private readonly now: () => number,
  ) {}

  /** Starts a session with a new id, against session fixation. */
  begin(userId: string): TenantSession {
    this.#sweep();
    const id = randomBytes(32).toString('base64url');
    const now = this.now();
    const tenantSession = { id, userId, authTime: Math.floor(now / 1000), csrfToken: newCsrfToken() };
    this.#records.set(id, { tenantSession, startedAt: now, usedAt: now });
    return tenantSession;
  }

  /** Returns the session if it is active, and counts the call as use. */
  use(id: string | undefined): TenantSession | undefined {
    const record = id === undefined ? undefined : this.#records.get(id);
    if (record === undefined || this.#isOver(record)) {
      return undefined;
    }
    record.usedAt = this.now();
    return record.tenantSession;
  }

  end(id: string | undefined): void {
    if (id !== undefined) {
      this.#records.delete(id);
    }
  }

  /** Ends the sessions of one user, or all. @returns how many ended. */
  endAll(userId?: string): number {
    const ended = this.#of(userId);
    for (const { tenantSession } of ended) {
      this.#records.delete(tenantSession.id);
    }
    return ended.length;
  }

  /** Makes the CSRF tokens of one user's sessions, or of all, stale while the sessions go on. @returns how many. */
  rotateCsrfTokens(userId?: string): number {
    const rotated = this.#of(userId);
    for (const record of rotated) {
      record.tenantSession = { ...record.tenantSession, csrfToken: newCsrfToken() };
    }
    return rotated.length;
  }

  #of(userId: string | undefined): SessionRecord[] {
    return [...this.#records.values()].filter(
      (record) => !this.#isOver(record) && (userId === undefined || record.tenantSession.userId === userId),
    );
  }

  #isOver({ startedAt, usedAt }: SessionRecord): boolean {
    const { inactivity, lifespan } = this.lifetimes;
    const now = this.now();
    return now >= usedAt + inactivity * 1000 || now >= startedAt + lifespan * 1000;
  }

  #sweep(): void {
    for (const [id, record] of this.#records) {
      if (this.#isOver(record)) {
        this.#records.delete(id);
      }
    }
  }
}

function newCsrfToken(): string {
  return randomBytes(24).toString('base64url');
}
