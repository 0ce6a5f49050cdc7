/** What the backend remembers between requests; shared by all copies of it when it is in Redis. */
export interface StateStore {
  get(key: string): Promise<string | undefined>;
  /** @param lifetimeMs after which it is forgotten */
  set(key: string, value: string, lifetimeMs: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** Reads and forgets in one step, so that of two callers one gets it. */
  take(key: string): Promise<string | undefined>;
  /**
   * Runs work while nobody else, in this copy or another, runs work under the same key.
   * @throws {Problem} 503 when it is not its turn within the time limit
   */
  exclusively<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Adds to a set that is forgotten `lifetimeMs` after its last addition. */
  addMember(set: string, member: string, lifetimeMs: number): Promise<void>;
  removeMember(set: string, member: string): Promise<void>;
  members(set: string): Promise<readonly string[]>;
  /** Counts one more event in the window that the first of them opened. */
  count(key: string, windowMs: number): Promise<{ readonly count: number; readonly endsInMs: number }>;
  /** Why it cannot be used at the moment, for the health check. */
  problem(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** How long work under {@link StateStore.exclusively} may take, and how long another waits for it. */
export const TURN_LIMIT_MS = 20_000;
