import type {
  EffectOf,
  FaultEffect,
  FaultInput,
  FaultKind,
  FaultMatch,
  FaultReport,
  FaultType,
} from './fault-rule.ts';

/** The request or the socket that faults are matched against. */
export interface FaultSubject {
  /** The request itself: a fault applies to each one once at most. */
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

/** Returns the default kind of an effect. */
export function defaultKind(effect: FaultEffect): FaultKind {
  return SOCKET_EFFECTS.has(effect.type) ? 'websocket' : 'http';
}

/** The faults of one server: matches them against requests and sockets, and counts how often each one applied. */
export class FaultRegistry {
  readonly #rules = new Map<string, Rule>();
  readonly #matchedRules = new WeakMap<object, Set<Rule>>();
  readonly #appliedFaults = new WeakMap<object, string[]>();
  readonly #releases = new Map<string, Set<() => void>>();
  readonly #addListeners: (() => void)[] = [];
  #counter = 0;

  /** Whether there are no faults, so that no request needs a match. */
  get isEmpty(): boolean {
    return this.#rules.size === 0;
  }

  get all(): readonly FaultReport[] {
    return [...this.#rules.values()].map(report);
  }

  /** Adds a fault, or replaces the one with its id. Its count starts at 0. */
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

  /** Calls the listener after each added fault, so that `now` effects apply at once. */
  onAdd(listener: () => void): void {
    this.#addListeners.push(listener);
  }

  /** Removes a fault and breaks its open connections. @returns whether it existed. */
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

  /** Returns the first matching fault of those types and counts it; undefined when none matches. */
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

  /** Returns the ids of the faults that applied to a request, for the log; undefined for none. */
  appliedTo(request: object): readonly string[] | undefined {
    return this.#appliedFaults.get(request);
  }

  /** Calls `release` when that fault is removed. @returns a function that cancels this. */
  onRemove(id: string, release: () => void): () => void {
    const releases = this.#releases.get(id) ?? new Set();
    this.#releases.set(id, releases.add(release));
    return () => releases.delete(release);
  }

  /** Returns whether the rule applies now. Each request matches a rule once only, so that `skip` and `count` count requests. */
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
  // A preflight comes from the browser, not from the caller: it would use up the count for the call.
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

/** `ada` matches `ada` and `SANDBOX\ada`, case-insensitive. */
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

/** Returns whether a path matches a pattern, see `FaultMatch.path`. Takes time in proportion to both lengths. */
export function matchesPath(pattern: string, path: string): boolean {
  if (!pattern.includes('*')) {
    const base = pattern.replace(/\/$/, '');
    return path === pattern || path === base || path.startsWith(`${base}/`);
  }
  const tokens = pattern.match(/\*{1,2}|[^*]/gs) ?? [];
  // ends[i]: the tokens so far can cover the first i characters of the path.
  let ends = Array.from({ length: path.length + 1 }, (_, index) => index === 0);
  for (const token of tokens) {
    const next = new Array<boolean>(path.length + 1).fill(false);
    for (let index = 0; index <= path.length; index += 1) {
      const before = path[index - 1];
      next[index] = token.startsWith('*')
        ? ends[index] === true || (next[index - 1] === true && (token === '**' || before !== '/'))
        : ends[index - 1] === true && before === token;
    }
    ends = next;
  }
  return ends[path.length] === true;
}
