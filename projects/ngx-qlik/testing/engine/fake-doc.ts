import { engineFault, INVALID_PARAMETERS, OBJECT_NOT_FOUND } from './engine-faults';
import { asEngineHandle, Emitter, type EngineCall } from './engine-handle';
import type { FakeObjectData } from './fake-app-data';
import { formatNumber, readMeasure, textOf } from './fake-expressions';
import { type FakeField, toText } from './fake-fields';
import { FakeEngineObject, type ObjectOwner } from './fake-object';
import { DEFAULT_STATE } from './fake-selections';
import { type Json, toNumber, toRecord, toString } from './json';

/** What an open app needs of the session that has it. */
export interface DocOwner extends ObjectOwner {
  readonly call: EngineCall;
  readonly appId: string;
  /** The names of the alternate states, which a session may add to. */
  readonly stateNames: Set<string>;
}

/** A `Doc` of the fake engine: an open app. */
export class FakeDoc extends Emitter {
  /** enigma's session, under enigma's name. */
  // eslint-disable-next-line project/field-terms
  readonly session: object;
  private readonly objects = new Map<string, FakeEngineObject>();
  private count = 0;

  constructor(
    private readonly owner: DocOwner,
    engineSession: object,
  ) {
    super();
    this.session = engineSession;
  }

  get id(): string {
    return this.owner.appId;
  }

  createSessionObject(properties: Json): FakeEngineObject {
    const id = toString(toRecord(properties['qInfo'])['qId']) || `session-object-${this.count + 1}`;
    return this.add(id, properties);
  }

  destroySessionObject(id: string): boolean {
    this.objects.get(id)?.emit('closed');
    return this.objects.delete(id);
  }

  getObject(id: string): FakeEngineObject {
    const found = this.objects.get(id);
    if (found) return found;
    const { data } = this.owner.context(DEFAULT_STATE);
    const title = data.sheets?.[id];
    const object = data.objects?.[id] ?? (title === undefined ? undefined : { type: 'sheet', title });
    if (!object) throw engineFault('Object not found', OBJECT_NOT_FOUND);
    return this.add(id, toProperties(id, object));
  }

  getAppLayout(): Json {
    const { data } = this.owner.context(DEFAULT_STATE);
    return {
      qTitle: data.title ?? this.id,
      qFileName: this.id,
      qStateNames: [...this.owner.stateNames],
      qHasData: true,
    };
  }

  getField(definition: string, stateName = DEFAULT_STATE): FakeEngineField {
    const knownState = this.checkState(stateName);
    const field = this.owner.context(knownState).table.field(definition);
    return asEngineHandle(new FakeEngineField(field, knownState, this.owner), 'Field', this.owner.call);
  }

  addSessionAlternateState(name: string): void {
    this.owner.stateNames.add(name);
    this.emit('changed');
  }

  clearAll(includesLocked = false, stateName = DEFAULT_STATE): void {
    const { selections } = this.owner.context(this.checkState(stateName));
    this.owner.select(() => {
      selections.clearAll(includesLocked, stateName);
      return true;
    });
  }

  back(): boolean {
    return this.step('back');
  }

  forward(): boolean {
    return this.step('forward');
  }

  backCount(): number {
    return this.owner.context(DEFAULT_STATE).selections.backCount;
  }

  forwardCount(): number {
    return this.owner.context(DEFAULT_STATE).selections.forwardCount;
  }

  applyBookmark(id: string): boolean {
    const { data, table, selections } = this.owner.context(DEFAULT_STATE);
    const bookmark = data.bookmarks?.[id];
    if (!bookmark) return false;
    const selected = Object.entries(bookmark.selections).map(([name, values]) => {
      const field = table.field(name);
      return [field.name, elementsOf(field, values)] as const;
    });
    return this.owner.select(() => {
      selections.replaceAll(selected);
      return true;
    });
  }

  /** The fake engine does not know which other expressions are valid, so it rejects them. */
  checkExpression(expression: string): Json {
    readMeasure(expression, this.owner.context(DEFAULT_STATE).table);
    return { qErrorMsg: '', qBadFieldNames: [], qDangerousFieldNames: [] };
  }

  evaluateEx(expression: string): Json {
    const { table, selections } = this.owner.context(DEFAULT_STATE);
    const rows = selections.possibleRows(DEFAULT_STATE).map((row) => table.rows[row]!);
    const value = readMeasure(toText(expression), table)(rows);
    if (typeof value === 'number') return { qText: formatNumber(value), qNumber: value, qIsNumeric: true };
    return { qText: value ?? '-', qNumber: 'NaN', qIsNumeric: false };
  }

  /** Tells all objects that selections or data have changed. */
  emitChanges(): void {
    [...this.objects.values()].forEach((object) => object.emit('changed'));
  }

  private add(id: string, properties: Json): FakeEngineObject {
    const object = asEngineHandle(
      new FakeEngineObject(id, ++this.count, properties, this.owner),
      'GenericObject',
      this.owner.call,
    );
    this.objects.set(id, object);
    return object;
  }

  private step(direction: 'back' | 'forward'): boolean {
    const { selections } = this.owner.context(DEFAULT_STATE);
    return this.owner.select(() => {
      selections[direction]();
      return true;
    });
  }

  /** An engine may treat an unknown name as the default state; Qlik's does not. */
  private checkState(stateName: string): string {
    if (stateName === DEFAULT_STATE || stateName === '' || this.owner.stateNames.has(stateName))
      return stateName || DEFAULT_STATE;
    throw engineFault('Invalid parameters', INVALID_PARAMETERS);
  }
}

/** A `Field` of the fake engine. */
export class FakeEngineField extends Emitter {
  constructor(
    private readonly field: FakeField,
    private readonly stateName: string,
    private readonly owner: ObjectOwner,
  ) {
    super();
  }

  getCardinal(): number {
    return this.field.values.length;
  }

  selectValues(values: readonly Json[], toggles = false): boolean {
    const wanted = values.map(({ qText, qIsNumeric, qNumber }) =>
      qIsNumeric === true ? toNumber(qNumber) : toString(qText),
    );
    const elements = elementsOf(this.field, wanted);
    if (elements.length === 0 && values.length > 0) return false;
    return this.change((selections) =>
      toggles
        ? selections.toggle(this.field, elements, this.stateName)
        : selections.select(this.field, elements, this.stateName),
    );
  }

  clear(): boolean {
    return this.change((selections) => selections.select(this.field, [], this.stateName));
  }

  selectAll(): boolean {
    return this.selectStates(['S', 'L', 'O', 'A', 'X', 'XS', 'XL']);
  }

  selectPossible(): boolean {
    return this.selectStates(['S', 'O', 'L']);
  }

  selectExcluded(): boolean {
    return this.selectStates(['A', 'X', 'XS', 'XL']);
  }

  selectAlternative(): boolean {
    return this.selectStates(['A']);
  }

  lock(): boolean {
    return this.change((selections) => selections.setLocked(this.field, true, this.stateName));
  }

  unlock(): boolean {
    return this.change((selections) => selections.setLocked(this.field, false, this.stateName));
  }

  private selectStates(wanted: readonly string[]): boolean {
    return this.change((selections) => {
      const states = selections.statesOf(this.field, this.stateName);
      const elements = states.flatMap((state, element) => (wanted.includes(state) ? [element] : []));
      return selections.select(this.field, elements, this.stateName);
    });
  }

  private change(work: (selections: ReturnType<ObjectOwner['context']>['selections']) => boolean): boolean {
    const { selections } = this.owner.context(this.stateName);
    return this.owner.select(() => work(selections));
  }
}

/** The element numbers of values. Texts are compared with the texts of numbers too, as in Qlik. */
export function elementsOf({ values }: FakeField, wanted: readonly unknown[]): readonly number[] {
  const texts = values.map(textOf);
  return wanted.flatMap((each) => {
    const found = values.findIndex((value, element) => value === each || texts[element] === each);
    return found < 0 ? [] : [found];
  });
}

function toProperties(qId: string, { type = 'table', title, ...object }: FakeObjectData): Json {
  const { dimensions = [], measures = [], properties } = object;
  const hasCube = dimensions.length + measures.length > 0;
  return {
    qInfo: { qId, qType: type },
    visualization: type,
    ...(title !== undefined && { title, qMetaDef: { title } }),
    ...(hasCube && { qHyperCubeDef: toHypercubeDefinition(dimensions, measures) }),
    ...properties,
  };
}

/** The hypercube of a chart, with Qlik's defaults. Columns are texts, or Qlik's definitions. */
export function toHypercubeDefinition(
  dimensions: readonly (string | Json)[],
  measures: readonly (string | Json)[],
): Json {
  const order = { qSortByNumeric: 1, qSortByAscii: 1, qSortByLoadOrder: 1 };
  return {
    qMode: 'S',
    qDimensions: dimensions.map((each) =>
      typeof each === 'string' ? { qDef: { qFieldDefs: [each], qSortCriterias: [order] } } : each,
    ),
    qMeasures: measures.map((each) =>
      typeof each === 'string' ? { qDef: { qDef: toText(each) }, qSortBy: { qSortByNumeric: -1 } } : each,
    ),
    qSuppressMissing: true,
    qInitialDataFetch: [
      { qTop: 0, qLeft: 0, qWidth: Math.max(1, dimensions.length + measures.length), qHeight: 500 },
    ],
  };
}
