import type { Doc, GenericObject, NxCell, NxCurrentSelectionItem, SelectionObject } from '@qlik/api/qix';
import { QlikError, withTimeLimit } from 'ngx-qlik';

/** Which fields have their selections back. */
export interface RestoredSelections {
  readonly restoredFields: readonly string[];
  readonly lostFields: readonly string[];
}

interface RememberedField {
  readonly field: string;
  readonly texts: readonly string[];
  readonly isLocked: boolean;
  /** False when there are more values than could be read. */
  readonly isComplete: boolean;
}

/** Not before the first page of the app is there: this is nobody's first need. */
const START_AFTER_MS = 400;
/** At once: what was selected last is what a user misses first. A later change drops the reading of an earlier one. */
const READ_AFTER_MS = 0;
/** Selected or locked; with an X where selections in other fields exclude the value. */
const SELECTED_STATES: readonly string[] = ['S', 'L', 'XS', 'XL'];
/** As many as the engine gives in one page. */
const MOST_VALUES = 10_000;

/**
 * Remembers which values are selected in which fields, by their texts: element numbers and objects are worth nothing once the engine
 * has lost the session.
 */
export class SelectionMemory {
  private remembered: readonly RememberedField[] = [];
  private followed: { readonly doc: Doc; readonly object?: GenericObject } | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private reading = 0;

  private readonly onChanged = () => this.readSoon(READ_AFTER_MS);

  constructor(private readonly limit: number) {}

  get isEmpty(): boolean {
    return this.remembered.length === 0;
  }

  /** Follows the selections of that app from now on. What is remembered stays until they are read. */
  follow(doc: Doc): void {
    if (this.followed?.doc === doc) return this.readSoon(READ_AFTER_MS);
    this.pause();
    this.followed = { doc };
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
    return withTimeLimit(asking, limit, () => tooSlow());
  }

  /** Stops following, for example because the socket is gone; remembers what there was. */
  pause(): void {
    clearTimeout(this.timer);
    this.reading++;
    this.followed?.object?.removeListener('changed', this.onChanged);
    this.followed = undefined;
  }

  /** Stops following while the socket is still there: engines that keep a session for its user would keep the object in it. */
  end(): void {
    const { doc, object } = this.followed ?? {};
    this.pause();
    // Where the socket goes first, the engine's own time limit for the session removes it.
    if (doc && object) doc.destroySessionObject(object.id).catch(() => undefined);
  }

  /** Makes the remembered selections in a new session. Never rejects: what did not work is in the result. */
  async restore(doc: Doc): Promise<RestoredSelections> {
    const restoredFields: string[] = [];
    const lostFields: string[] = [];
    for (const each of this.remembered) {
      const isBack = await this.select(doc, each).catch(() => false);
      (isBack && each.isComplete ? restoredFields : lostFields).push(each.field);
    }
    return { restoredFields, lostFields };
  }

  private async select(doc: Doc, { field, texts, isLocked }: RememberedField): Promise<boolean> {
    const selecting = (async () => {
      const handle = await doc.getField(field);
      const values = texts.map((qText) => ({ qText, qIsNumeric: false, qNumber: 0 }));
      const isSelected = await handle.selectValues(values, false, false);
      if (isSelected && isLocked) await handle.lock();
      return isSelected;
    })();
    return withTimeLimit(selecting, this.limit, () => tooSlow());
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
    const object = await this.subscribe();
    if (!object || reading !== this.reading) return;
    const layout: unknown = await object.getLayout();
    const items = (layout as { qSelectionObject?: SelectionObject }).qSelectionObject?.qSelections ?? [];
    const doc = this.followed?.doc;
    if (!doc || reading !== this.reading) return;
    const fields = items.filter((item) => item.qField && !item.qIsHidden);
    this.remembered = fields.map(rememberVisible);
    for (const [index, item] of fields.entries()) {
      const texts = this.remembered[index]?.isComplete ? undefined : await this.readAll(doc, item);
      if (reading !== this.reading) return;
      if (!texts) continue;
      this.remembered = this.remembered.map((each, at) =>
        at === index ? { ...each, texts, isComplete: texts.length >= (item.qSelectedCount ?? 0) } : each,
      );
    }
  }

  private async subscribe(): Promise<GenericObject | undefined> {
    const followed = this.followed;
    if (!followed) return undefined;
    if (followed.object) return followed.object;
    const object: GenericObject = await followed.doc.createSessionObject({
      qInfo: { qType: 'ngx-qlik-selection-memory' },
      qSelectionObjectDef: {},
    });
    if (this.followed !== followed) {
      await followed.doc.destroySessionObject(object.id);
      return undefined;
    }
    object.on('changed', this.onChanged);
    this.followed = { doc: followed.doc, object };
    return object;
  }

  /** The selection object names a handful of values; all of them are in a list of the field's own. */
  private async readAll(doc: Doc, item: NxCurrentSelectionItem): Promise<readonly string[]> {
    const field = item.qField ?? '';
    const list: GenericObject = await doc.createSessionObject({
      qInfo: { qType: 'ngx-qlik-selected-values' },
      qListObjectDef: {
        qDef: { qFieldDefs: [toFieldDefinition(field)], qSortCriterias: [{ qSortByState: 1 }] },
        qInitialDataFetch: [
          { qTop: 0, qLeft: 0, qWidth: 1, qHeight: Math.min(item.qSelectedCount ?? 0, MOST_VALUES) },
        ],
      },
    });
    try {
      const layout: unknown = await list.getLayout();
      const pages = (layout as ListLayout).qListObject?.qDataPages ?? [];
      const cells = pages.flatMap((page) => page.qMatrix ?? []).flatMap((row) => row.slice(0, 1));
      return cells
        .filter(({ qState }) => qState !== undefined && SELECTED_STATES.includes(qState))
        .map(({ qText }) => qText ?? '');
    } finally {
      await doc.destroySessionObject(list.id);
    }
  }
}

interface ListLayout {
  readonly qListObject?: { readonly qDataPages?: readonly { readonly qMatrix?: readonly NxCell[][] }[] };
}

function rememberVisible(item: NxCurrentSelectionItem): RememberedField {
  const texts = (item.qSelectedFieldSelectionInfo ?? []).map(({ qName }) => qName ?? '');
  return {
    field: item.qField ?? '',
    texts,
    isLocked: item.qLocked ?? false,
    isComplete: texts.length >= (item.qSelectedCount ?? 0),
  };
}

/** A field's name as an expression: `Total Sales` becomes `[Total Sales]`; a calculated one (`=Year(Date)`) stays as it is. */
function toFieldDefinition(field: string): string {
  return field.startsWith('=') || field.startsWith('[') ? field : `[${field.replaceAll(']', ']]')}]`;
}

function tooSlow(): QlikError {
  return new QlikError('engine-error', 'The engine did not answer in time.', {
    remedy: 'Try again.',
    isRetryable: true,
  });
}
