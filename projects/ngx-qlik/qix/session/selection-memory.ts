import type { Doc, GenericObject } from '@qlik/api/qix';
import { QlikError, ɵrejectAfter as rejectAfter } from 'ngx-qlik';
import {
  describeField,
  isComplete,
  readIncomplete,
  readRemembered,
  readStateNames,
  type RememberedField,
  SELECTIONS_OF_STATES,
  toStatesPatch,
} from './remembered-fields';

/** Which fields have their selections back. A field of an alternate state is named with it: `Region (alternate state Left)`. */
export interface RestoredSelections {
  readonly restoredFields: readonly string[];
  readonly lostFields: readonly string[];
}

/** An app whose selections are followed. */
interface Followed {
  readonly doc: Doc;
  object: GenericObject | undefined;
  /** How often the app itself has changed: each time its alternate states may be others. */
  changes: number;
  /** The number of changes when its alternate states were read; `undefined` before that. */
  readAt: number | undefined;
  /** The alternate states that the object tells of. */
  stateNames: readonly string[];
}

/** Not before the first page of the app is there: this is nobody's first need. */
const START_AFTER_MS = 400;
/** At once: what was selected last is what a user misses first. A later change drops the reading of an earlier one. */
const READ_AFTER_MS = 0;

/**
 * Remembers which values are selected in which fields, in the default state and in alternate ones, by their texts: element numbers and
 * objects are worth nothing once the engine has lost the session.
 */
export class SelectionMemory {
  private remembered: readonly RememberedField[] = [];
  private followed: Followed | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private reading = 0;

  private readonly onChanged = () => this.readSoon(READ_AFTER_MS);
  private readonly onAppChanged = () => {
    if (this.followed) this.followed.changes++;
    this.readSoon(READ_AFTER_MS);
  };

  /** @param limit for a call to the engine, and for restoring all selections, in milliseconds */
  constructor(private readonly limit: number) {}

  get isEmpty(): boolean {
    return this.remembered.length === 0;
  }

  /** Follows the selections of that app from now on. What is remembered stays until they are read. */
  follow(doc: Doc): void {
    if (this.followed?.doc === doc) return this.readSoon(READ_AFTER_MS);
    this.pause();
    this.followed = { doc, object: undefined, changes: 0, readAt: undefined, stateNames: [] };
    doc.on('changed', this.onAppChanged);
    this.readSoon(START_AFTER_MS);
  }

  /**
   * Whether the engine still has what this memory made in it. A session that somebody else of this user made anew is attached to like the
   * lost one, and knows none of its handles, or has given their numbers to other objects.
   * @throws {QlikError} when it does not answer within so many milliseconds
   */
  async isKnown(limit: number): Promise<boolean> {
    const { object } = this.followed ?? {};
    if (!object) return true;
    const asking = object.getInfo().then(
      ({ qId }) => qId === object.id,
      () => false,
    );
    return rejectAfter(asking, limit, () => tooSlow());
  }

  /** Stops following, for example because the socket is gone; remembers what there was. */
  pause(): void {
    clearTimeout(this.timer);
    this.reading++;
    this.followed?.object?.removeListener('changed', this.onChanged);
    this.followed?.doc.removeListener('changed', this.onAppChanged);
    this.followed = undefined;
  }

  /** Stops following while the socket is still there: engines that keep a session for its user would keep the object in it. */
  end(): void {
    const { doc, object } = this.followed ?? {};
    this.pause();
    // Where the socket goes first, the engine's own time limit for the session removes it.
    if (doc && object) doc.destroySessionObject(object.id).catch(() => undefined);
  }

  /**
   * Makes the remembered selections in a new session, within one call's time limit, however many they are. Never rejects: what did not work
   * is in the result. States of the lost session that the app itself does not have are gone with it, and their selections are lost.
   */
  async restore(doc: Doc): Promise<RestoredSelections> {
    const restoredFields: string[] = [];
    const lostFields: string[] = [];
    const end = Date.now() + this.limit;
    const states = await this.statesOf(doc);
    for (const each of this.remembered) {
      const milliseconds = end - Date.now();
      const isThere = each.stateName === undefined || states.includes(each.stateName);
      const isBack =
        isThere && milliseconds > 0 && (await select(doc, each, milliseconds).catch(() => false));
      (isBack && isComplete(each) ? restoredFields : lostFields).push(describeField(each));
    }
    return { restoredFields, lostFields };
  }

  /** The states to select in. None where they cannot be read: an engine may take a name that it does not know for the default state. */
  private async statesOf(doc: Doc): Promise<readonly string[]> {
    if (this.remembered.every(({ stateName }) => stateName === undefined)) return [];
    return rejectAfter(readStateNames(doc), this.limit, () => tooSlow()).catch(() => []);
  }

  private readSoon(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      // Selections that could not be read are missing after a loss of session, and are reported then; until that there is nothing to tell.
      this.read().catch(() => undefined);
    }, milliseconds);
  }

  private async read(): Promise<void> {
    const reading = ++this.reading;
    const { followed } = this;
    const object = followed && (await this.subscribe(followed));
    if (!object || !(await this.remember(followed, object, reading))) return;
    // The default state is remembered without the others too; they are asked for again with the next change.
    const isChanged = await followStates(followed, object).catch(() => false);
    if ((isChanged || this.hasGone(followed)) && !(await this.remember(followed, object, reading))) return;
    if (reading !== this.reading) return;
    await readIncomplete(followed.doc, this.remembered, (fields) => {
      if (reading !== this.reading) return false;
      this.remembered = fields;
      return true;
    });
  }

  /** Whether selections are remembered of a state that the app has no more. */
  private hasGone({ readAt, stateNames }: Followed): boolean {
    const names: readonly (string | undefined)[] = [undefined, ...stateNames];
    return readAt !== undefined && this.remembered.some(({ stateName }) => !names.includes(stateName));
  }

  /** @returns false when a later reading has begun */
  private async remember(followed: Followed, object: GenericObject, reading: number): Promise<boolean> {
    if (reading !== this.reading) return false;
    const layout: unknown = await object.getLayout();
    if (reading !== this.reading) return false;
    // Until it is known which alternate states there are, theirs are as they were.
    const others =
      followed.readAt === undefined ? this.remembered.filter(({ stateName }) => stateName !== undefined) : [];
    this.remembered = [...readRemembered(layout), ...others];
    return true;
  }

  private async subscribe(followed: Followed): Promise<GenericObject | undefined> {
    if (followed.object) return followed.object;
    const object: GenericObject = await followed.doc.createSessionObject(SELECTIONS_OF_STATES);
    const earlier = this.keep(followed, object);
    if (earlier === object) return object;
    await followed.doc.destroySessionObject(object.id);
    return earlier;
  }

  /** @returns the object that is followed: another one where two readings made theirs at once, none where the app is another */
  private keep(followed: Followed, object: GenericObject): GenericObject | undefined {
    if (this.followed !== followed) return undefined;
    if (followed.object) return followed.object;
    object.on('changed', this.onChanged);
    followed.object = object;
    return object;
  }
}

/** Lets the object tell of the app's alternate states. @returns whether they are others than before */
async function followStates(followed: Followed, object: GenericObject): Promise<boolean> {
  const { changes } = followed;
  if (followed.readAt === changes) return false;
  const stateNames = await readStateNames(followed.doc);
  const isSame = stateNames.join('\n') === followed.stateNames.join('\n');
  if (!isSame) await object.applyPatches(toStatesPatch(stateNames), true);
  followed.stateNames = stateNames;
  followed.readAt = changes;
  return !isSame;
}

/** Selects in one field. */
async function select(doc: Doc, remembered: RememberedField, milliseconds: number): Promise<boolean> {
  const { field, stateName, texts, isLocked } = remembered;
  const selecting = (async () => {
    const handle = await (stateName === undefined ? doc.getField(field) : doc.getField(field, stateName));
    const values = texts.map((qText) => ({ qText, qIsNumeric: false, qNumber: 0 }));
    const isSelected = await handle.selectValues(values, false, false);
    if (isSelected && isLocked) await handle.lock();
    return isSelected;
  })();
  return rejectAfter(selecting, milliseconds, () => tooSlow());
}

function tooSlow(): QlikError {
  return new QlikError('engine-error', 'The engine did not answer in time.', {
    remedy: 'Try again.',
    isRetryable: true,
  });
}
