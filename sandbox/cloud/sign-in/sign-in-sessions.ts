import { randomBytes } from 'node:crypto';
import type { AuthorizationRequest } from '../oauth/authorization-request.ts';

/** A user signed in to the tenant itself, in one browser. */
export interface SignInSession {
  readonly userId: string;
  /** Seconds since 1970. */
  readonly authTime: number;
}

/** An authorization request on its way through sign-in and consent, bound to the browser that began it. */
export interface Interaction {
  readonly id: string;
  readonly browser: string;
  readonly request: AuthorizationRequest;
  /** Set when the user signed in within this interaction, which satisfies `prompt=login`. */
  hasSignedIn: boolean;
}

const SESSION_MS = 8 * 60 * 60 * 1000;
const INTERACTION_MS = 10 * 60 * 1000;

/** Values that are forgotten when their time is up. */
class ExpiringMap<T> {
  readonly #entries = new Map<string, { readonly value: T; readonly until: number }>();

  constructor(
    private readonly lifetimeMs: number,
    private readonly now: () => number,
  ) {}

  set(key: string, value: T): void {
    for (const [old, entry] of this.#entries) {
      if (entry.until > this.now()) {
        break;
      }
      this.#entries.delete(old);
    }
    this.#entries.set(key, { value, until: this.now() + this.lifetimeMs });
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    return entry === undefined || entry.until <= this.now() ? undefined : entry.value;
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}

/** Who is signed in where, which sign-ins are under way, and who consented to what. */
export class SignInSessions {
  readonly #sessions: ExpiringMap<SignInSession>;
  readonly #interactions: ExpiringMap<Interaction>;
  readonly #consents = new Set<string>();

  constructor(private readonly now: () => number) {
    this.#sessions = new ExpiringMap(SESSION_MS, now);
    this.#interactions = new ExpiringMap(INTERACTION_MS, now);
  }

  /** Begins a session under a fresh id, so that one planted beforehand is worth nothing. */
  begin(userId: string): string {
    const id = randomBytes(32).toString('base64url');
    this.#sessions.set(id, { userId, authTime: Math.floor(this.now() / 1000) });
    return id;
  }

  find(id: string | undefined): SignInSession | undefined {
    return id === undefined ? undefined : this.#sessions.get(id);
  }

  end(id: string): void {
    this.#sessions.delete(id);
  }

  startInteraction(request: AuthorizationRequest, browser: string): Interaction {
    const interaction = { id: randomBytes(16).toString('base64url'), browser, request, hasSignedIn: false };
    this.#interactions.set(interaction.id, interaction);
    return interaction;
  }

  /** The interaction, if that browser began it and it is still under way. */
  interaction(id: string, browser: string | undefined): Interaction | undefined {
    const interaction = this.#interactions.get(id);
    return interaction?.browser === browser ? interaction : undefined;
  }

  endInteraction(id: string): void {
    this.#interactions.delete(id);
  }

  hasConsented(userId: string, request: AuthorizationRequest): boolean {
    return request.scopes.every((scope) => this.#consents.has(consentKey(userId, request.client.id, scope)));
  }

  rememberConsent(userId: string, request: AuthorizationRequest): void {
    for (const scope of request.scopes) {
      this.#consents.add(consentKey(userId, request.client.id, scope));
    }
  }
}

function consentKey(userId: string, clientId: string, scope: string): string {
  return JSON.stringify([userId, clientId, scope]);
}
