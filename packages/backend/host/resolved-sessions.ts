import { createHash, randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest, Session } from 'fastify';
import type { SessionEnding } from '../accounts/session-ending.ts';
import type { SessionIndex } from '../accounts/session-index.ts';
import type { StateSessionStore } from '../accounts/session-store.ts';
import { audit } from '../logging/audit.ts';
import type { StateStore } from '../state/state-store.ts';
import { type ReadUser, readUser, type ResolveUser } from './resolve-user.ts';

/** A session is written again after this share of its life, so that a request rarely writes. */
const RENEW_SHARE = 0.1;

interface ResolvedSessionsOptions {
  readonly state: StateStore;
  readonly store: StateSessionStore;
  readonly index: SessionIndex;
  readonly ending: SessionEnding;
  /** After the last request. */
  readonly lifetimeMs: number;
}

/** A request that began before a sign-out has opened its session by then: `resolveUser` and the wait for a lock have limits below it. */
const SIGN_OUT_KEPT_MS = 2 * 60_000;

/** A session of the host application, as it is kept here. */
interface Kept {
  readonly id: string;
  readonly data: Session;
  readonly isNew?: boolean;
}

/**
 * The sessions of a host application that signs its users in itself: what the backend needs to know of them, such as what to end at Qlik. Each
 * user and session of the host has one, so that another user in the same host session never gets what belongs to the one before.
 */
export class ResolvedSessions {
  readonly #with: ResolvedSessionsOptions;
  /** When each session was written by this instance, in milliseconds since 1970. */
  readonly #writtenAt = new Map<string, number>();

  constructor(options: ResolvedSessionsOptions) {
    this.#with = options;
  }

  /** Milliseconds by the clock that all instances of the backend share; their own may differ by more than a sign-out takes. */
  now(): Promise<number> {
    return this.#with.state.now();
  }

  /**
   * Returns the session of a user, and begins it when there is none.
   * @param askedAt when the host was asked for the user, by {@link now}
   * @returns `undefined` when the user was signed out since then: the host's answer may be from before
   */
  async open(read: ReadUser, askedAt: number): Promise<Kept | undefined> {
    const key = keyOf(read.user.id, read.session);
    const found = await this.#find(key);
    if (found !== undefined && isSame(found.data, read)) return this.#renew(key, found);
    return this.#with.state.withLock(key, async () => {
      if (await this.#isSignedOutSince(read, askedAt)) return undefined;
      const again = await this.#find(key);
      const { id, data } = await this.#write(key, again?.id ?? randomUUID(), read, again?.data.signedInAt);
      // From here on a sign-out finds the session; an earlier one is found now.
      if (await this.#isSignedOutSince(read, askedAt)) {
        await this.#with.ending.end(id, data);
        return undefined;
      }
      return { id, data, isNew: again === undefined };
    });
  }

  /**
   * Ends a session of a user, here and at Qlik.
   * @returns whether there was one
   */
  async end(user: string, hostSession: string): Promise<boolean> {
    const key = keyOf(user, hostSession);
    await this.#recordSignOut(key);
    const found = await this.#find(key);
    await this.#with.state.delete(key);
    if (found === undefined) return false;
    this.#writtenAt.delete(found.id);
    await this.#with.ending.end(found.id, found.data);
    return true;
  }

  /** Ends all sessions of a user. @returns their number */
  async endUser(user: string): Promise<number> {
    await this.#recordSignOut(keyOf(user));
    return this.#with.ending.endUser(user);
  }

  /** Before the sessions are looked up, so that none begins unnoticed between the two. */
  async #recordSignOut(key: string): Promise<void> {
    await this.#with.state.set(`signed-out:${key}`, String(await this.now()), SIGN_OUT_KEPT_MS);
  }

  async #isSignedOutSince({ user, session: hostSession }: ReadUser, askedAt: number): Promise<boolean> {
    const keys = [keyOf(user.id), keyOf(user.id, hostSession)];
    const times = await Promise.all(keys.map((key) => this.#with.state.get(`signed-out:${key}`)));
    return times.some((time) => time !== undefined && Number(time) >= askedAt);
  }

  async #find(key: string): Promise<Kept | undefined> {
    const { state, store } = this.#with;
    const id = await state.get(key);
    const data = id === undefined ? null : await store.read(id);
    return id === undefined || data === null ? undefined : { id, data };
  }

  async #renew(key: string, { id, data }: Kept): Promise<Kept> {
    const { state, store, lifetimeMs } = this.#with;
    const writtenAt = this.#writtenAt.get(id);
    if (writtenAt === undefined || Date.now() - writtenAt > lifetimeMs * RENEW_SHARE) {
      this.#remember(id);
      await store.write(id, data);
      await state.set(key, id, lifetimeMs);
    }
    return { id, data };
  }

  async #write(
    key: string,
    id: string,
    { user, expiresAt }: ReadUser,
    signedInAt = Date.now(),
  ): Promise<Kept> {
    const { state, store, index, lifetimeMs } = this.#with;
    // Without the cookie that sessions of `@fastify/session` have.
    const data = { hostUser: user, signedInAt, ...(expiresAt === undefined ? {} : { expiresAt }) } as Session;
    await store.write(id, data);
    await index.add(id, { user: user.id, subject: undefined, providerSession: undefined });
    await state.set(key, id, lifetimeMs);
    this.#remember(id);
    return { id, data };
  }

  #remember(id: string): void {
    const now = Date.now();
    this.#writtenAt.delete(id);
    this.#writtenAt.set(id, now);
    // The oldest come first.
    for (const [other, writtenAt] of this.#writtenAt) {
      if (now - writtenAt < this.#with.lifetimeMs) break;
      this.#writtenAt.delete(other);
    }
  }
}

/** Gives each request of this scope the session of the user whom the host application names. */
export function addResolvedSessions(
  scope: FastifyInstance,
  { resolveUser, sessions }: { readonly resolveUser: ResolveUser; readonly sessions: ResolvedSessions },
): void {
  scope.decorateRequest('session');
  scope.addHook('onRequest', async (request) => {
    request.session = {} as FastifyRequest['session'];
    const askedAt = await sessions.now();
    const read = await readUser(resolveUser, request.raw);
    const opened = read === undefined ? undefined : await sessions.open(read, askedAt);
    if (opened === undefined) return;
    const { id, data, isNew = false } = opened;
    request.session = { ...data, sessionId: id } as FastifyRequest['session'];
    if (isNew) audit(request, { event: 'sign-in', result: 'done' });
  });
}

/** Of a session, or of all of a user. The host's session is not in it: it may be the secret of a cookie. */
function keyOf(user: string, hostSession?: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(hostSession === undefined ? [user] : [user, hostSession]))
    .digest('base64url');
  return `host-session:${digest}`;
}

function isSame({ hostUser, expiresAt }: Session, read: ReadUser): boolean {
  return expiresAt === read.expiresAt && JSON.stringify(hostUser) === JSON.stringify(read.user);
}
