import { randomBytes } from 'node:crypto';
import type { AuthorizationRequest } from '../oauth/authorization-request.ts';

/** The purpose of a sign-in: an OAuth client's authorization, or the tenant's own session for a page. */
export type SignInGoal =
  | { readonly kind: 'authorize'; readonly request: AuthorizationRequest }
  | { readonly kind: 'return'; readonly returnTo: URL };

/** Options of a sign-in. */
export interface SignInOptions {
  readonly loginHint: string | undefined;
  /** Maximum age of the user's last sign-in, in seconds. */
  readonly maxAge: number | undefined;
  readonly prompt: ReadonlySet<string>;
}

/** A pending sign-in, bound to its browser. */
export interface Interaction<Goal extends SignInGoal = SignInGoal> extends SignInOptions {
  readonly id: string;
  readonly browser: string;
  readonly goal: Goal;
  /** Set when the user signed in within this interaction, which satisfies `prompt=login`. */
  hasSignedIn: boolean;
}

const LIFETIME_MS = 10 * 60 * 1000;

/** The pending sign-ins, and the consents of users. */
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

  /** Returns the interaction if it is pending and bound to that browser. */
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
