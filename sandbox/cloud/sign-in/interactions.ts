import { randomBytes } from 'node:crypto';
import type { AuthorizationRequest } from '../oauth/authorization-request.ts';

/** What a sign-in is for: an OAuth client's authorization, or a page that wants the tenant's own session. */
export type SignInGoal =
  | { readonly kind: 'authorize'; readonly request: AuthorizationRequest }
  | { readonly kind: 'return'; readonly returnTo: URL };

/** How the sign-in is to be. */
export interface SignInOptions {
  readonly loginHint: string | undefined;
  /** Seconds since the user last signed in that are still good enough. */
  readonly maxAge: number | undefined;
  readonly prompt: ReadonlySet<string>;
}

/** A sign-in under way, bound to the browser that began it. */
export interface Interaction<Goal extends SignInGoal = SignInGoal> extends SignInOptions {
  readonly id: string;
  readonly browser: string;
  readonly goal: Goal;
  /** Set when the user signed in within this interaction, which satisfies `prompt=login`. */
  hasSignedIn: boolean;
}

const LIFETIME_MS = 10 * 60 * 1000;

/** Which sign-ins are under way, and who consented to what. */
export class Interactions {
  readonly #interactions = new Map<string, { readonly value: Interaction; readonly until: number }>();
  readonly #consents = new Set<string>();

  constructor(private readonly now: () => number) {}

  start(goal: SignInGoal, options: SignInOptions, browser: string): Interaction {
    this.#removeExpired();
    const { loginHint, maxAge, prompt } = options;
    const id = randomBytes(16).toString('base64url');
    const interaction = { id, browser, goal, loginHint, maxAge, prompt, hasSignedIn: false };
    this.#interactions.set(id, { value: interaction, until: this.now() + LIFETIME_MS });
    return interaction;
  }

  /** The interaction, if that browser began it and it is still under way. */
  find(id: string, browser: string | undefined): Interaction | undefined {
    const entry = this.#interactions.get(id);
    const isLive = entry !== undefined && entry.until > this.now();
    return isLive && entry.value.browser === browser ? entry.value : undefined;
  }

  end(id: string): void {
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

  clear(): void {
    this.#interactions.clear();
    this.#consents.clear();
  }

  #removeExpired(): void {
    for (const [id, { until }] of this.#interactions) {
      if (until > this.now()) {
        break;
      }
      this.#interactions.delete(id);
    }
  }
}

function consentKey(userId: string, clientId: string, scope: string): string {
  return JSON.stringify([userId, clientId, scope]);
}
