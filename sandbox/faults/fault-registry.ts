import { matchesPath } from './path-pattern.ts';
import type {
  EffectOf,
  FaultEffect,
  FaultInput,
  FaultKind,
  FaultMatch,
  FaultReport,
  FaultType,
} from './fault-rule.ts';

/** What is known of a request or a socket when faults are looked for. */
export interface FaultSubject {
  /** The request itself: a fault strikes each one once at most. */
  readonly request: object;
  readonly kind: FaultKind;
  readonly method: string;
  readonly path: string;
  readonly user: string | undefined;
}

interface Rule {
  readonly id: string;
  readonly input: FaultInput;
  readonly match: FaultMatch & { readonly kind: FaultKind };
  matched: number;
  applied: number;
  isEnded: boolean;
}

const SOCKET_EFFECTS: ReadonlySet<FaultType> = new Set(['close-socket', 'silent-socket']);

/** What a fault is for when it does not say. */
export function defaultKind(effect: FaultEffect): FaultKind {
  return SOCKET_EFFECTS.has(effect.type) ? 'websocket' : 'http';
}

/** The faults of one server: which there are, which of them strikes what, and how often each did. */
export class FaultRegistry {
  readonly #rules = new Map<string, Rule>();
  readonly #matchedRules = new WeakMap<object, Set<Rule>>();
  readonly #appliedFaults = new WeakMap<object, string[]>();
  readonly #releases = new Map<string, Set<() => void>>();
  readonly #addListeners: (() => void)[] = [];
  #counter = 0;

  /** No fault can strike: nothing needs to be looked at. */
  get isEmpty(): boolean {
    return this.#rules.size === 0;
  }

  get all(): readonly FaultReport[] {
    return [...this.#rules.values()].map(report);
  }

  /** Adds a fault, or replaces the one with its id, which starts anew then. */
  add(input: FaultInput): FaultReport {
    const id = input.id ?? this.#newId();
    this.remove(id);
    const match = { ...input.match, kind: input.match?.kind ?? defaultKind(input.effect) };
    const rule: Rule = { id, input, match, matched: 0, applied: 0, isEnded: false };
    this.#rules.set(id, rule);
    for (const listener of this.#addListeners) {
      listener();
    }
    if ('at' in input.effect && input.effect.at === 'now') {
      rule.isEnded = true;
    }
    return report(rule);
  }

  /** Tells when a fault was added, so that those that strike at once can. */
  onAdd(listener: () => void): void {
    this.#addListeners.push(listener);
  }

  /** Takes a fault away; what it holds back breaks off. @returns whether there was one. */
  remove(id: string): boolean {
    const releases = this.#releases.get(id) ?? [];
    this.#releases.delete(id);
    for (const release of releases) {
      release();
    }
    return this.#rules.delete(id);
  }

  clear(): void {
    for (const id of [...this.#rules.keys()]) {
      this.remove(id);
    }
  }

  /** The first fault of those types that strikes this, which counts; undefined when none does. */
  apply<T extends FaultType>(
    subject: FaultSubject,
    types: readonly T[],
    applies: (effect: EffectOf<T>) => boolean = () => true,
  ): { readonly id: string; readonly effect: EffectOf<T> } | undefined {
    for (const rule of this.#rules.values()) {
      const { effect } = rule.input;
      if (!isOneOf(effect, types) || !applies(effect) || !this.#matches(rule, subject)) {
        continue;
      }
      rule.applied += 1;
      const { request } = subject;
      this.#appliedFaults.set(request, [...(this.#appliedFaults.get(request) ?? []), rule.id]);
      return { id: rule.id, effect };
    }
    return undefined;
  }

  /** Ids of the faults that struck a request, for its log; undefined for none. */
  appliedTo(request: object): readonly string[] | undefined {
    return this.#appliedFaults.get(request);
  }

  /** Has `release` called when that fault is taken away. @returns what ends the arrangement. */
  onRemove(id: string, release: () => void): () => void {
    const releases = this.#releases.get(id) ?? new Set();
    this.#releases.set(id, releases.add(release));
    return () => releases.delete(release);
  }

  /** Is it that rule's turn? Each request asks a rule once only, so that `skip` and `count` count requests. */
  #matches(rule: Rule, subject: FaultSubject): boolean {
    const considered = this.#matchedRules.get(subject.request) ?? new Set();
    if (isExhausted(rule) || considered.has(rule) || !matchesSubject(rule, subject)) {
      return false;
    }
    this.#matchedRules.set(subject.request, considered.add(rule));
    rule.matched += 1;
    return rule.matched > (rule.input.skip ?? 0);
  }

  #newId(): string {
    do {
      this.#counter += 1;
    } while (this.#rules.has(`fault-${this.#counter}`));
    return `fault-${this.#counter}`;
  }
}

function matchesSubject({ match, input }: Rule, subject: FaultSubject): boolean {
  if (match.kind !== subject.kind || !matchesUser(match.user, subject.user)) {
    return false;
  }
  // A preflight is the browser's, not the caller's: it would use up what is meant for the call.
  const isMethod =
    match.method === undefined
      ? subject.method !== 'OPTIONS' || input.effect.type === 'no-cors'
      : match.method === subject.method;
  const { path = '/**' } = match;
  return (
    isMethod &&
    (typeof path === 'string' ? [path] : path).some((pattern) => matchesPath(pattern, subject.path))
  );
}

/** `ada` is `ada` or `SANDBOX\ada`, in whatever case. */
function matchesUser(wanted: string | undefined, user: string | undefined): boolean {
  if (wanted === undefined) {
    return true;
  }
  const [is, shall] = [user?.toLowerCase(), wanted.toLowerCase()];
  return is === shall || is?.endsWith(`\\${shall}`) === true;
}

function isOneOf<T extends FaultType>(effect: FaultEffect, types: readonly T[]): effect is EffectOf<T> {
  return types.some((type) => type === effect.type);
}

function isExhausted({ isEnded: isOver, applied, input }: Rule): boolean {
  return isOver || (input.count !== undefined && applied >= input.count);
}

function report(rule: Rule): FaultReport {
  const { id, input, match, applied } = rule;
  return { ...input, id, match, applied, isExhausted: isExhausted(rule) };
}
