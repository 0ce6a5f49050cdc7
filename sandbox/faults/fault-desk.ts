import { fitsPath } from './path-pattern.ts';
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
  seen: number;
  struck: number;
  isOver: boolean;
}

const SOCKET_EFFECTS: ReadonlySet<FaultType> = new Set(['close-socket', 'silent-socket']);

/** What a fault is for when it does not say. */
export function usualKind(effect: FaultEffect): FaultKind {
  return SOCKET_EFFECTS.has(effect.type) ? 'websocket' : 'http';
}

/** The faults of one server: which there are, which of them strikes what, and how often each did. */
export class FaultDesk {
  readonly #rules = new Map<string, Rule>();
  readonly #considered = new WeakMap<object, Set<Rule>>();
  readonly #struck = new WeakMap<object, string[]>();
  readonly #holds = new Map<string, Set<() => void>>();
  readonly #added: (() => void)[] = [];
  #counter = 0;

  /** No fault can strike: nothing needs to be looked at. */
  get isIdle(): boolean {
    return this.#rules.size === 0;
  }

  get all(): readonly FaultReport[] {
    return [...this.#rules.values()].map(report);
  }

  /** Adds a fault, or replaces the one with its id, which starts anew then. */
  add(input: FaultInput): FaultReport {
    const id = input.id ?? this.#newId();
    this.remove(id);
    const match = { ...input.match, kind: input.match?.kind ?? usualKind(input.effect) };
    const rule: Rule = { id, input, match, seen: 0, struck: 0, isOver: false };
    this.#rules.set(id, rule);
    for (const listener of this.#added) {
      listener();
    }
    if ('at' in input.effect && input.effect.at === 'now') {
      rule.isOver = true;
    }
    return report(rule);
  }

  /** Tells when a fault was added, so that those that strike at once can. */
  onAdd(listener: () => void): void {
    this.#added.push(listener);
  }

  /** Takes a fault away; what it holds back breaks off. @returns whether there was one. */
  remove(id: string): boolean {
    const held = this.#holds.get(id) ?? [];
    this.#holds.delete(id);
    for (const release of held) {
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
  strike<T extends FaultType>(
    subject: FaultSubject,
    types: readonly T[],
    applies: (effect: EffectOf<T>) => boolean = () => true,
  ): { readonly id: string; readonly effect: EffectOf<T> } | undefined {
    for (const rule of this.#rules.values()) {
      const { effect } = rule.input;
      if (!isOneOf(effect, types) || !applies(effect) || !this.#meets(rule, subject)) {
        continue;
      }
      rule.struck += 1;
      const { request } = subject;
      this.#struck.set(request, [...(this.#struck.get(request) ?? []), rule.id]);
      return { id: rule.id, effect };
    }
    return undefined;
  }

  /** Ids of the faults that struck a request, for its log; undefined for none. */
  struckBy(request: object): readonly string[] | undefined {
    return this.#struck.get(request);
  }

  /** Has `release` called when that fault is taken away. @returns what ends the arrangement. */
  hold(id: string, release: () => void): () => void {
    const held = this.#holds.get(id) ?? new Set();
    this.#holds.set(id, held.add(release));
    return () => held.delete(release);
  }

  /** Is it that rule's turn? Each request asks a rule once only, so that `skip` and `count` count requests. */
  #meets(rule: Rule, subject: FaultSubject): boolean {
    const considered = this.#considered.get(subject.request) ?? new Set();
    if (isSpent(rule) || considered.has(rule) || !fits(rule, subject)) {
      return false;
    }
    this.#considered.set(subject.request, considered.add(rule));
    rule.seen += 1;
    return rule.seen > (rule.input.skip ?? 0);
  }

  #newId(): string {
    do {
      this.#counter += 1;
    } while (this.#rules.has(`fault-${this.#counter}`));
    return `fault-${this.#counter}`;
  }
}

function fits({ match, input }: Rule, subject: FaultSubject): boolean {
  if (match.kind !== subject.kind || !fitsUser(match.user, subject.user)) {
    return false;
  }
  // A preflight is the browser's, not the caller's: it would use up what is meant for the call.
  const isMethod =
    match.method === undefined
      ? subject.method !== 'OPTIONS' || input.effect.type === 'no-cors'
      : match.method === subject.method;
  const { path = '/**' } = match;
  return (
    isMethod && (typeof path === 'string' ? [path] : path).some((pattern) => fitsPath(pattern, subject.path))
  );
}

/** `ada` is `ada` or `SANDBOX\ada`, in whatever case. */
function fitsUser(wanted: string | undefined, user: string | undefined): boolean {
  if (wanted === undefined) {
    return true;
  }
  const [is, shall] = [user?.toLowerCase(), wanted.toLowerCase()];
  return is === shall || is?.endsWith(`\\${shall}`) === true;
}

function isOneOf<T extends FaultType>(effect: FaultEffect, types: readonly T[]): effect is EffectOf<T> {
  return types.some((type) => type === effect.type);
}

function isSpent({ isOver, struck, input }: Rule): boolean {
  return isOver || (input.count !== undefined && struck >= input.count);
}

function report(rule: Rule): FaultReport {
  const { id, input, match, struck } = rule;
  return { ...input, id, match, struck, isSpent: isSpent(rule) };
}
