import type { Doc } from '@qlik/api/qix';
import {
  type ConnectionId,
  ɵrejectAfter as rejectAfter,
  QlikError,
  toQlikError,
  ɵquoteText as quoteText,
} from 'ngx-qlik';
import { isDisconnection, repeatAborted } from '../objects/engine-codes';
import { noSuchField, refusedSelection, toEngineError, toEngineTimeout } from '../objects/engine-errors';
import { type FieldSelectionRequest, selectInField, wantedText } from '../selections/select-in-field';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { clearAllStates, DEFAULT_STATES, readStateNames } from './remembered-fields';

/** Selections that an app begins with, in one field. */
export type InitialSelection = Omit<FieldSelectionRequest, 'mode'>;

/**
 * What an app begins with. Applied in the order of these members, before the app is handed out.
 * @see `<qlik-initial-selections>` of `@qlik/embed-web-components` 1.6, which has `clearsSelections`, `bookmarkId` and `selections`
 */
export interface InitialAppState {
  /** Called with the app first: adds an alternate state or sets a variable, for example. The app waits for it. */
  readonly onOpen?: (doc: Doc) => void | Promise<void>;
  /** Clears all selections, in alternate states and locked ones too: the engine may still have those of an earlier visit. */
  readonly clearsSelections?: boolean;
  readonly bookmarkId?: string;
  readonly selections?: readonly InitialSelection[];
}

/** A part of an initial state. */
interface Part {
  /** For users: `Region (alternate state Left)`. */
  readonly name: string;
  /** Whether it is code of the application. */
  readonly isAction?: boolean;
  /** @throws the reason why it could not be applied */
  apply(doc: Doc, signal: AbortSignal): Promise<void>;
}

interface GivenParts {
  readonly parts: readonly Part[];
  /** Number of the uses of the app that have given them. */
  useCount: number;
}

/** The JSON of a state, or its function; of a state that has no JSON the state itself. */
type PartsKey = string | object;

/** A state without its function. */
type Settings = Omit<InitialAppState, 'onOpen'>;

/**
 * The initial states of one session. Each is applied once, also when several components give the same one, and once more in a session that
 * is rebuilt while a use of the app has it.
 */
export class InitialAppStates {
  private readonly given = new Map<PartsKey, GivenParts>();
  private readonly pending = new Set<PartsKey>();
  /** Where each was applied. */
  private appliedTexts = new Map<string, Doc>();
  /** Lets go of the functions and states of uses that have ended. */
  private appliedObjects = new WeakMap<object, Doc>();
  private useCount = 0;
  private failures: readonly (Failure & { readonly doc: Doc })[] = [];
  private latestError: QlikError | undefined;

  /**
   * @param limit for the application of all states, in milliseconds
   * @param connectionId for {@link error}
   */
  constructor(
    private readonly limit: number,
    private readonly connectionId?: ConnectionId,
  ) {}

  /** Whether there is something to apply. */
  get isPending(): boolean {
    return this.pending.size > 0;
  }

  /** Whether there are no states. */
  get isEmpty(): boolean {
    return this.given.size === 0;
  }

  /** Names all that could not be applied in this session of the engine; its cause has the reasons. The app is usable without it. */
  get error(): QlikError | undefined {
    return this.latestError;
  }

  /** Adds a use of the app, and the state that it gives. */
  addUse(state: InitialAppState | undefined): void {
    this.useCount++;
    for (const [key, parts] of keyedParts(state)) {
      const existing = this.given.get(key);
      if (existing) existing.useCount++;
      else {
        this.given.set(key, { parts, useCount: 1 });
        if (!this.appliedIn(key)) this.pending.add(key);
      }
    }
    this.dropUnused();
  }

  /** Removes a use. Its state is kept while the app stays open for the next use. */
  removeUse(state: InitialAppState | undefined): void {
    this.useCount--;
    for (const [key] of keyedParts(state)) {
      const existing = this.given.get(key);
      if (existing) existing.useCount--;
    }
    this.dropUnused();
  }

  /**
   * Lets all states be applied again, in a new session of the engine.
   * @param opened the app of that session, where some may have been applied already
   */
  reset(opened?: Doc): void {
    const kept = [...this.given.keys()].filter((key) => opened && this.appliedIn(key) === opened);
    this.appliedTexts = new Map();
    this.appliedObjects = new WeakMap();
    for (const key of this.given.keys())
      if (opened && kept.includes(key)) this.markApplied(key, opened);
      else this.pending.add(key);
    this.failures = this.failures.filter(({ doc }) => doc === opened);
    this.updateError();
  }

  /**
   * Applies the pending states. Begins nothing more after the time limit.
   * @param closed aborts when the socket closes
   * @throws when the socket closes meanwhile: all of them are pending again
   */
  async apply(doc: Doc, closed?: AbortSignal): Promise<void> {
    const keys = [...this.pending].filter((key) => this.given.has(key));
    this.pending.clear();
    keys.forEach((key) => this.markApplied(key, doc));
    const parts = keys.flatMap((key) => this.given.get(key)?.parts ?? []);
    const ending = new AbortController();
    const application = new Application(parts, ending.signal);
    try {
      await rejectAfter(application.run(doc), this.limit, () => toEngineTimeout(this.limit), closed);
    } catch (thrown) {
      ending.abort();
      if (closed?.aborted || isDisconnection(thrown)) {
        keys.forEach((key) => this.markUnapplied(key));
        throw thrown;
      }
      application.failRest(thrown);
    }
    if (application.failures.length === 0) return;
    this.failures = [...this.failures, ...application.failures.map((failure) => ({ ...failure, doc }))];
    this.updateError();
  }

  private updateError(): void {
    const { failures } = this;
    this.latestError = failures.length === 0 ? undefined : notApplied(failures, this.connectionId);
  }

  private appliedIn(key: PartsKey): Doc | undefined {
    return typeof key === 'string' ? this.appliedTexts.get(key) : this.appliedObjects.get(key);
  }

  private markApplied(key: PartsKey, doc: Doc): void {
    if (typeof key === 'string') this.appliedTexts.set(key, doc);
    else this.appliedObjects.set(key, doc);
  }

  /** Also for a use that ended meanwhile: the next one with the same state has to get it. */
  private markUnapplied(key: PartsKey): void {
    if (typeof key === 'string') this.appliedTexts.delete(key);
    else this.appliedObjects.delete(key);
    if (this.given.has(key)) this.pending.add(key);
  }

  private dropUnused(): void {
    if (this.useCount === 0) return;
    for (const [key, { useCount }] of this.given) {
      if (useCount > 0) continue;
      this.given.delete(key);
      this.pending.delete(key);
    }
  }
}

interface Failure {
  readonly name: string;
  readonly thrown: unknown;
}

/** One application of parts, in their order. */
class Application {
  readonly failures: Failure[] = [];
  private done = 0;

  constructor(
    private readonly parts: readonly Part[],
    private readonly signal: AbortSignal,
  ) {}

  /** @throws enigma's error when the socket closes meanwhile */
  async run(doc: Doc): Promise<void> {
    for (const part of this.parts) {
      try {
        await part.apply(doc, this.signal);
      } catch (thrown) {
        // An action may use another app, whose socket has closed. The call tells them apart.
        if (isDisconnection(thrown) && part.isAction) await doc.backCount();
        else if (isDisconnection(thrown)) throw thrown;
        if (!this.signal.aborted) this.failures.push({ name: part.name, thrown });
      }
      if (this.signal.aborted) return;
      this.done++;
    }
    // Qlik's code reports a closed socket as a field that is not there.
    if (this.failures.length > 0) await doc.backCount();
  }

  /** The parts that were not applied when the work ended. */
  failRest(thrown: unknown): void {
    this.parts.slice(this.done).forEach(({ name }) => this.failures.push({ name, thrown }));
  }
}

function keyedParts(state: InitialAppState | undefined): readonly (readonly [PartsKey, readonly Part[]])[] {
  const { onOpen, ...settings } = state ?? {};
  const action = onOpen && {
    ...{ name: 'the action on opening', isAction: true },
    apply: async (doc: Doc) => onOpen(doc),
  };
  return [
    ...(onOpen && action ? [[onOpen, [action]] as const] : []),
    ...(state && Object.keys(settings).length > 0
      ? [[textOf(settings) ?? state, partsOf(settings)] as const]
      : []),
  ];
}

function textOf(settings: Settings): string | undefined {
  try {
    return JSON.stringify(settings);
  } catch {
    // It contains itself, or a value that JSON does not have. Equal states of several uses are applied each.
    return undefined;
  }
}

/** @param settings of any form, as it may come from a link to the page */
function partsOf({ clearsSelections, bookmarkId, selections }: Settings): readonly Part[] {
  return [
    ...(clearsSelections ? [{ name: 'cleared selections', apply: clearSelections }] : []),
    ...(typeof bookmarkId !== 'string'
      ? []
      : [
          {
            name: `bookmark ${bookmarkId}`,
            apply: async (doc: Doc) => {
              if (!(await repeatAborted(() => doc.applyBookmark(bookmarkId))))
                throw refusedBookmark(bookmarkId);
            },
          },
        ]),
    ...selectionParts(selections),
  ];
}

function clearSelections(doc: Doc, signal: AbortSignal): Promise<void> {
  return repeatAborted(() => clearAllStates(doc, signal));
}

function selectionParts(selections: unknown): readonly Part[] {
  if (selections === undefined || selections === null) return [];
  if (!Array.isArray(selections)) return [invalidPart('selections')];
  return selections.map((selection: unknown, index) =>
    isSelection(selection)
      ? {
          name:
            selection.stateName === undefined
              ? selection.field
              : `${selection.field} (alternate state ${selection.stateName})`,
          apply: (doc: Doc, signal: AbortSignal) => select(doc, selection, signal),
        }
      : invalidPart(`selection ${index + 1}`),
  );
}

function isSelection(value: unknown): value is InitialSelection {
  if (!isRecord(value) || typeof value['field'] !== 'string') return false;
  const { values = [], search = '', stateName = '' } = value;
  const isListed =
    Array.isArray(values) && values.every((each) => typeof each === 'string' || Number.isFinite(each));
  return isListed && typeof search === 'string' && typeof stateName === 'string';
}

function invalidPart(name: string): Part {
  const error = new QlikError('engine-error', 'It is not written as a selection.', {
    remedy:
      'Give a list of selections, each with "field" and "values" (texts and numbers) or "search" (a text).',
    variant: 'form',
  });
  return { name, apply: () => Promise.reject(error) };
}

async function select(doc: Doc, selection: InitialSelection, signal: AbortSignal): Promise<void> {
  const { field, stateName } = selection;
  let isAccepted: boolean;
  try {
    isAccepted = await repeatAborted(() => selectInField(doc, selection, signal));
  } catch (thrown) {
    if (isDisconnection(thrown) || signal.aborted) throw thrown;
    const isDefault = stateName === undefined || DEFAULT_STATES.includes(stateName);
    if (!isDefault && !(await readStateNames(doc)).includes(stateName)) throw noSuchState(stateName, thrown);
    const error = toEngineError(thrown);
    throw error.code === 'object-not-found' ? noSuchField(field, error) : error;
  }
  if (isAccepted) return;
  // The name of the part has the field.
  throw refusedSelection(wantedText(selection));
}

function refusedBookmark(bookmarkId: string): QlikError {
  const name = quoteText(bookmarkId);
  return new QlikError('object-not-found', `The app has no bookmark "${name}" for this user.`, {
    remedy: 'Check its id. It may have been deleted, or belong to another app or user.',
    variant: 'bookmark',
    params: { name },
  });
}

function noSuchState(stateName: string, cause: unknown): QlikError {
  const name = quoteText(stateName);
  return new QlikError('engine-error', `There is no alternate state "${name}" in this app.`, {
    remedy: 'Check its name, or add it in `onOpen`.',
    variant: 'state',
    params: { name },
    cause,
  });
}

function notApplied(failures: readonly Failure[], connectionId: ConnectionId | undefined): QlikError {
  const reasons = failures.map(({ thrown }) => toQlikError(thrown));
  const list = failures.map(({ name }, index) => `${name}: ${reasons[index]?.message}`);
  const names = quoteText(failures.map(({ name }) => name).join(', '));
  return new QlikError('engine-error', `The app was opened without a part of its initial state: ${names}.`, {
    remedy: 'Check the names of fields and alternate states, the values, and the id of the bookmark.',
    variant: 'initial-state',
    connectionId,
    params: { parts: names },
    cause: new AggregateError(reasons, list.join('\n')),
  });
}
