import type { Doc, Field, GenericObject } from '@qlik/api/qix';
import { QlikError, ɵrejectAfter as rejectAfter, ɵwaitAtMost as waitAtMost } from 'ngx-qlik';
import { isDisconnection, isNotFound, repeatAborted } from '../objects/engine-codes';
import { addSelectionReader } from '../objects/selection-readers';
import { removeSessionObject } from '../objects/session-objects';
import { Latest } from './latest';
import {
  clearAllStates,
  describeField,
  isComplete,
  readIncomplete,
  readRemembered,
  readStateNames,
  type RememberedField,
  SELECTIONS_OF_STATES,
  toStatesPatch,
} from './remembered-fields';

/** The result of restoring selections. Names of fields include an alternate state: `Region (alternate state Left)`. */
export interface RestoredSelections {
  readonly restoredFields: readonly string[];
  readonly lostFields: readonly string[];
}

/** An app whose selections are watched. */
interface WatchedApp {
  readonly doc: Doc;
  object: GenericObject | undefined;
  /** Number of changes of the app: each may change its alternate states. */
  changes: number;
  /** The value of {@link changes} when the alternate states were read; `undefined` before that. */
  readAt: number | undefined;
  /** The alternate states in the object. */
  stateNames: readonly string[];
}

/** Delays the first read until after the app's first calls. */
const START_AFTER_MS = 400;
/** Reads changes immediately, so that the latest selection is stored. A later change cancels an earlier read. */
const READ_AFTER_MS = 0;

/**
 * Stores the selected values of all fields, in the default state and in alternate states. Stores texts, as element numbers and objects are
 * invalid once the engine has lost the session.
 */
export class SelectionMemory {
  private remembered: readonly RememberedField[] = [];
  private hasRead = false;
  /** Whether the stored selections have those of alternate states. */
  private hasReadStates = false;
  /** Whether what the app tells may be that of another engine session. */
  private isHeld = false;
  private watched: WatchedApp | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly readings = new Latest();
  /** The storing of the latest read. */
  private stored: Promise<unknown> = Promise.resolve();
  private endReader: () => void = () => undefined;

  /** At once: a later request would wait for the tables that are calculated, and commands wait for it. */
  private readonly onChanged = () => this.readNow();
  private readonly onAppChanged = () => {
    if (this.watched) this.watched.changes++;
    this.readSoon(READ_AFTER_MS);
  };

  /** @param limit for a call to the engine, and for restoring all selections, in milliseconds */
  constructor(private readonly limit: number) {}

  get isEmpty(): boolean {
    return this.remembered.length === 0;
  }

  /**
   * Clears the selections of an app, so that {@link restore} makes the stored ones alone. Does nothing before the first read, and nothing in
   * alternate states before these are read.
   * @param closed aborts when the socket closes
   */
  async clear(doc: Doc, closed: AbortSignal): Promise<void> {
    if (!this.hasRead) return;
    const clearing = repeatAborted<unknown>(() =>
      this.hasReadStates ? clearAllStates(doc, closed) : doc.clearAll(true),
    );
    await rejectAfter(clearing, this.limit, () => engineTimeout(), closed);
  }

  /** Watches the selections of an app. Keeps the stored selections until the first read. */
  watch(doc: Doc): void {
    this.isHeld = false;
    if (this.watched?.doc === doc) return this.readSoon(READ_AFTER_MS);
    this.pause();
    this.endReader = addSelectionReader(doc, this);
    this.watched = { doc, object: undefined, changes: 0, readAt: undefined, stateNames: [] };
    doc.on('changed', this.onAppChanged);
    this.readSoon(START_AFTER_MS);
  }

  /**
   * Resolves when the latest selections are stored, so that a session that is lost then is rebuilt with them; also those of fields with many
   * values, which are read one after the other.
   */
  async upToDate(): Promise<void> {
    const latest = Date.now() + this.limit;
    if (this.timer !== undefined) this.readNow();
    let stored: Promise<unknown> | undefined;
    while (stored !== this.stored && Date.now() < latest) {
      stored = this.stored;
      await waitAtMost(stored, this.limit);
    }
  }

  /**
   * Whether the engine still has this memory's session object. Attaching also succeeds for a session that another client of the same user
   * created later, in which the handles are unknown or belong to other objects. Without the object, shortly after opening, a session that
   * should have selections counts as lost.
   * @throws {QlikError} when there is no response within `limit` milliseconds
   * @throws enigma's error when the socket closes meanwhile
   */
  async isObjectValid(limit: number): Promise<boolean> {
    const { object } = this.watched ?? {};
    if (!object) return this.isEmpty;
    const check = object.getInfo().then(
      ({ qId }) => qId === object.id,
      (thrown: unknown) => {
        if (isDisconnection(thrown)) throw thrown;
        return false;
      },
    );
    return rejectAfter(check, limit, () => engineTimeout());
  }

  /**
   * Reads nothing until {@link watch}, from when the socket is lost: Qlik's runtime may reconnect to a new engine session, which has no
   * selections, and whose objects have the handles of the lost one.
   */
  hold(): void {
    this.isHeld = true;
    this.readings.end();
  }

  /** Stops watching, for example when the socket is closed. Keeps the stored selections. */
  pause(): void {
    this.stopTimer();
    this.readings.end();
    this.endReader();
    this.watched?.object?.removeListener('changed', this.onChanged);
    this.watched?.doc.removeListener('changed', this.onAppChanged);
    this.watched = undefined;
  }

  /** Stops watching and removes the session object: an engine that keeps the session would keep the object too. */
  end(): void {
    const { doc, object } = this.watched ?? {};
    this.pause();
    if (doc && object) removeSessionObject(doc, object.id);
  }

  /**
   * Makes the stored selections in a new session, all within the time limit of one call. The result lists the failures. Alternate states
   * that existed in the lost session only are lost with their selections.
   * @param closed aborts when the socket closes
   * @throws when the socket closes meanwhile: that says nothing about the selections
   */
  async restore(doc: Doc, closed: AbortSignal): Promise<RestoredSelections> {
    const restoredFields: string[] = [];
    const lostFields: string[] = [];
    const end = Date.now() + this.limit;
    const attempt = async <T>(work: Promise<T>, otherwise: T): Promise<T> => {
      try {
        return await rejectAfter(work, Math.max(end - Date.now(), 0), () => engineTimeout(), closed);
      } catch (thrown) {
        closed.throwIfAborted();
        if (isDisconnection(thrown)) throw thrown;
        return otherwise;
      }
    };
    const states = await attempt(
      repeatAborted(() => this.statesOf(doc)),
      [],
    );
    for (const each of this.remembered) {
      const isThere = each.stateName === undefined || states.includes(each.stateName);
      const isBack =
        isThere &&
        Date.now() < end &&
        (await attempt(
          repeatAborted(() => select(doc, each)),
          false,
        ));
      (isBack && isComplete(each) ? restoredFields : lostFields).push(describeField(each));
    }
    return { restoredFields, lostFields };
  }

  /** Returns the states to select in. When they cannot be read, there are none: an engine may treat an unknown name as the default state. */
  private async statesOf(doc: Doc): Promise<readonly string[]> {
    if (this.remembered.every(({ stateName }) => stateName === undefined)) return [];
    return readStateNames(doc);
  }

  private readSoon(milliseconds: number): void {
    this.stopTimer();
    this.timer = setTimeout(() => this.readNow(), milliseconds);
  }

  private stopTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private readNow(): void {
    this.stopTimer();
    const { watched } = this;
    if (!watched || this.isHeld) return;
    const reading = this.readings.begin();
    // Selections that could not be read count as lost when the session is rebuilt; until then there is nothing to report. A read that a
    // later one replaces ends here too.
    this.stored = repeatAborted(() => this.store(watched, reading)).catch(() => undefined);
  }

  private async store(watched: WatchedApp, reading: AbortSignal): Promise<void> {
    const object = await this.subscribe(watched);
    if (!object) return;
    await this.remember(watched, object, reading);
    // Without the alternate states the default state is stored nevertheless; the next change reads them again.
    const isChanged = await repeatAborted(() => updateStates(watched, object)).catch(() => false);
    if (isChanged || this.hasRemovedStates(watched)) await this.remember(watched, object, reading);
    reading.throwIfAborted();
    this.hasReadStates ||= watched.readAt !== undefined;
    await readIncomplete(watched.doc, this.remembered, (fields) => {
      if (reading.aborted) return false;
      this.remembered = fields;
      return true;
    });
  }

  /** Whether there are stored selections of a state that the app no longer has. */
  private hasRemovedStates({ readAt, stateNames }: WatchedApp): boolean {
    const names: readonly (string | undefined)[] = [undefined, ...stateNames];
    return readAt !== undefined && this.remembered.some(({ stateName }) => !names.includes(stateName));
  }

  /** @throws the signal's reason when a later read has begun */
  private async remember(watched: WatchedApp, object: GenericObject, reading: AbortSignal): Promise<void> {
    reading.throwIfAborted();
    const layout: unknown = await object.getLayout();
    reading.throwIfAborted();
    // Keeps the selections of alternate states until their names are read.
    const others =
      watched.readAt === undefined ? this.remembered.filter(({ stateName }) => stateName !== undefined) : [];
    this.remembered = [...readRemembered(layout), ...others];
    this.hasRead = true;
  }

  private async subscribe(watched: WatchedApp): Promise<GenericObject | undefined> {
    if (watched.object) return watched.object;
    const object: GenericObject = await watched.doc.createSessionObject(SELECTIONS_OF_STATES);
    const earlier = this.keep(watched, object);
    if (earlier === object) return object;
    removeSessionObject(watched.doc, object.id);
    return earlier;
  }

  /** @returns the watched object: an existing one when two reads create one concurrently; `undefined` when the app has changed */
  private keep(watched: WatchedApp, object: GenericObject): GenericObject | undefined {
    if (this.watched !== watched) return undefined;
    if (watched.object) return watched.object;
    object.on('changed', this.onChanged);
    watched.object = object;
    return object;
  }
}

/** Adds the app's alternate states to the object. @returns whether they have changed */
async function updateStates(followed: WatchedApp, object: GenericObject): Promise<boolean> {
  const { changes } = followed;
  if (followed.readAt === changes) return false;
  const stateNames = await readStateNames(followed.doc);
  const isSame = stateNames.join('\n') === followed.stateNames.join('\n');
  // Before the patch, which changes the object: the read of that change must not begin another one.
  followed.stateNames = stateNames;
  followed.readAt = changes;
  try {
    if (!isSame) await object.applyPatches(toStatesPatch(stateNames), true);
  } catch (thrown) {
    followed.stateNames = [];
    followed.readAt = undefined;
    throw thrown;
  }
  return !isSame;
}

/** Selects in one field. */
async function select(doc: Doc, remembered: RememberedField): Promise<boolean> {
  const { texts, isLocked } = remembered;
  const handle = await getField(doc, remembered);
  const values = texts.map((qText) => ({ qText, qIsNumeric: false, qNumber: 0 }));
  let isSelected = await handle.selectValues(values, false, false);
  if (!isSelected && isLocked) {
    // The connection was lost while this session was rebuilt before, and the engine kept the lock.
    await handle.unlock();
    isSelected = await handle.selectValues(values, false, false);
  }
  if (isSelected && isLocked) await handle.lock();
  return isSelected;
}

async function getField(doc: Doc, { field, stateName }: RememberedField): Promise<Field> {
  try {
    return await (stateName === undefined ? doc.getField(field) : doc.getField(field, stateName));
  } catch (thrown) {
    // Qlik's code reports a closed socket as a field that is not there: this call tells them apart.
    if (isNotFound(thrown)) await doc.backCount();
    throw thrown;
  }
}

function engineTimeout(): QlikError {
  return new QlikError('engine-error', 'The engine did not answer in time.', {
    remedy: 'Try again.',
    isRetryable: true,
  });
}
