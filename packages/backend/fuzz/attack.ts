import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Answer } from './backend-client.ts';
import type { FuzzTarget } from './target.ts';
import type { FuzzSession } from './fuzz-session.ts';

/** A kind of attack: its inputs and its checks. */
interface AttackParts<T> {
  readonly name: string;
  /** Relative frequency. */
  readonly weight: number;
  readonly inputs: fc.Arbitrary<T>;
  /** @throws {Error} when a check fails */
  readonly run: (target: FuzzTarget, input: T) => Promise<void>;
}

/** An attack with its input. */
interface PreparedAttack {
  /** Readable, and complete enough to see what was sent. */
  readonly input: string;
  readonly run: (target: FuzzTarget) => Promise<void>;
}

/** @see AttackParts */
export interface Attack {
  readonly name: string;
  readonly weight: number;
  /** The same seed makes the same input. */
  readonly prepare: (seed: number) => PreparedAttack;
}

export function defineAttack<T>({ name, weight, inputs, run }: AttackParts<T>): Attack {
  return {
    name,
    weight,
    prepare: (seed) => {
      const [input] = fc.sample(inputs, { seed, numRuns: 1 });
      if (input === undefined) throw new Error(`"${name}" has no input.`);
      return { input: JSON.stringify(input), run: (target) => run(target, input) };
    },
  };
}

/** Index of a session of the run. */
export const anySession = fc.nat({ max: 5 });

export function sessionOf({ sessions }: FuzzTarget, who: number): FuzzSession {
  const fuzzSession = sessions[who % sessions.length];
  if (fuzzSession === undefined) throw new Error('No session is there.');
  return fuzzSession;
}

/** Headers of a page of the application. */
export function pageHeaders({ client }: FuzzTarget, { cookie }: FuzzSession): Record<string, string> {
  return { cookie, origin: client.origin };
}

/** Requires the headers of a response about one user. */
export function requirePrivate({ headers }: Answer): void {
  assert.match(headers['cache-control'] ?? '', /private, no-store/, 'a personal answer that caches keep');
  assert.match(headers['vary'] ?? '', /cookie/i, 'a personal answer without Vary: Cookie');
  requireOwnHeaders({ headers });
}

/** Requires the backend's own headers, and none of the upstream server's internal headers. */
export function requireOwnHeaders({ headers }: Pick<Answer, 'headers'>): void {
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['access-control-allow-origin'], undefined);
  assert.equal(headers['x-internal'], undefined);
  assert.doesNotMatch(headers['content-security-policy'] ?? '', /default-src \*/);
  assert.doesNotMatch(headers['set-cookie'] ?? '', /eas\.sid|stolen|a=b|c=d/);
  assert.match(headers['x-request-id'] ?? '', /^[\w-]{8,}$/, 'an answer without a request id');
}

/** Requires a refusal with a reason, not a defect. */
export function requireRefusal({ status, text, isBroken }: Answer, method = 'GET'): void {
  assert.ok(status >= 400 && status < 500, `${status} instead of a refusal: ${text.slice(0, 200)}`);
  if (isBroken || method === 'HEAD') return;
  requireProblem(text);
}

export function requireProblem(text: string): void {
  const { code, detail } = JSON.parse(text) as { code?: unknown; detail?: unknown };
  assert.ok(typeof code === 'string' && typeof detail === 'string' && detail !== '', text.slice(0, 200));
  assert.notEqual(code, 'internal', text.slice(0, 200));
  assert.doesNotMatch(text, /\bat .*\.[jt]s:\d+/, 'a stack in a response');
}
