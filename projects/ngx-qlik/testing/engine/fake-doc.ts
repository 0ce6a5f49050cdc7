import { engineFault, INVALID_PARAMETERS, OBJECT_NOT_FOUND, unsupported } from './engine-faults';
import { asEngineHandle, Emitter, type EngineCall } from './engine-handle';
import type { FakeObjectData } from './fake-app-data';
import { FakeEngineBookmark } from './fake-bookmark';
import { tagsOf } from './fake-columns';
import type { BookmarkedField, CurrentBookmark } from './fake-contents';
import { evaluate } from './fake-evaluation';
import { formatNumber, readMeasure, textOf } from './fake-expressions';
import { type FakeField, toText } from './fake-fields';
import { FakeEngineObject, type ObjectOwner } from './fake-object';
import { matchesOf } from './fake-search';
import { DEFAULT_STATE, selectedValues } from './fake-selections';
import { FakeEngineVariable } from './fake-variable';
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
  private readonly variables = new Map<string, FakeEngineVariable>();
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
    const { data, contents } = this.owner.context(DEFAULT_STATE);
    return {
      qLastReloadTime: new Date(Date.UTC(2026, 0, 1) + contents.reloads * 1000).toISOString(),
      qTitle: data.title ?? this.id,
      qFileName: this.id,
      qStateNames: [...this.owner.stateNames],
      qHasData: true,
    };
  }

  getField(definition: string, stateName = DEFAULT_STATE): FakeEngineField {
    const knownState = this.checkState(stateName);
    const field = this.owner.context(knownState).table.find(definition);
    if (!field) throw engineFault('Object not found', OBJECT_NOT_FOUND);
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
    const { contents, table, selections } = this.owner.context(DEFAULT_STATE);
    const bookmark = contents.bookmarks.get(id);
    if (!bookmark) return false;
    const selected = [...bookmark.selections].map(
      ([stateName, fields]) =>
        [
          stateName,
          fields.map(({ field: name, values, isLocked }) => {
            const field = table.field(name);
            return [field.name, { field, elements: new Set(elementsOf(field, values)), isLocked }] as const;
          }),
        ] as const,
    );
    return this.owner.select(() => {
      selections.replaceAll(selected);
      return true;
    });
  }

  createBookmark(properties: Json): FakeEngineBookmark {
    const { contents } = this.owner.context(DEFAULT_STATE);
    if (properties['qIncludeVariables'] === true)
      throw unsupported('keeps no variables in bookmarks', 'Create the bookmark without them in this test.');
    const { title, description } = toRecord(properties['qMetaDef']);
    const id = toString(toRecord(properties['qInfo'])['qId']) || contents.newId();
    contents.bookmarks.set(id, {
      title: toString(title),
      description: toString(description),
      isPublished: false,
      selections: this.bookmarkedFields(),
    });
    this.reportChange();
    return this.getBookmark(id);
  }

  getBookmark(id: string): FakeEngineBookmark {
    const bookmark = this.owner.context(DEFAULT_STATE).contents.bookmarks.get(id);
    if (!bookmark) throw engineFault('Object not found', OBJECT_NOT_FOUND);
    return asEngineHandle(
      new FakeEngineBookmark(id, bookmark, () => this.reportChange()),
      'GenericBookmark',
      this.owner.call,
    );
  }

  replaceBookmark(id: string): void {
    const bookmark = this.owner.context(DEFAULT_STATE).contents.bookmarks.get(id);
    if (!bookmark) throw engineFault('Object not found', OBJECT_NOT_FOUND);
    bookmark.selections = this.bookmarkedFields();
    this.reportChange();
  }

  destroyBookmark(id: string): boolean {
    const isThere = this.owner.context(DEFAULT_STATE).contents.bookmarks.delete(id);
    if (isThere) this.reportChange();
    return isThere;
  }

  getVariableByName(name: string): FakeEngineVariable {
    const known = this.variables.get(name);
    if (known) return known;
    const variable = this.owner.context(DEFAULT_STATE).contents.variables.get(name);
    if (!variable) throw engineFault('Object not found', OBJECT_NOT_FOUND);
    const handle = asEngineHandle(
      new FakeEngineVariable(name, variable, {
        context: () => this.owner.context(DEFAULT_STATE),
        onChange: () => this.reportChange(),
      }),
      'GenericVariable',
      this.owner.call,
    );
    this.variables.set(name, handle);
    return handle;
  }

  lockAll(stateName = DEFAULT_STATE): void {
    this.setAllLocked(stateName, true);
  }

  unlockAll(stateName = DEFAULT_STATE): void {
    this.setAllLocked(stateName, false);
  }

  /** One table, `Data`, with all fields. */
  getTablesAndKeys(): Json {
    const { table } = this.owner.context(DEFAULT_STATE);
    const qFields = table.names.map((qName) => {
      const field = table.named(qName);
      const count = field.values.length;
      const filled = field.elements.filter((element) => element >= 0).length;
      return {
        qName,
        qPresent: true,
        qHasNull: filled < field.elements.length,
        qnRows: field.elements.length,
        qnNonNulls: filled,
        qInformationDensity: field.elements.length === 0 ? 0 : filled / field.elements.length,
        qSubsetRatio: 1,
        qnTotalDistinctValues: count,
        qnPresentDistinctValues: count,
        qKeyType: 'NOT_KEY',
        qTags: tagsOf(field),
        qComment: '',
      };
    });
    return { qtr: [{ qName: 'Data', qNoOfRows: table.rows.length, qFields, qComment: '' }], qk: [] };
  }

  /** The fake engine does not know which other expressions are valid, so it rejects them. */
  checkExpression(expression: string): Json {
    readMeasure(expression, this.owner.context(DEFAULT_STATE).table);
    return { qErrorMsg: '', qBadFieldNames: [], qDangerousFieldNames: [] };
  }

  evaluateEx(expression: string): Json {
    const value = evaluate(expression, this.owner.context(DEFAULT_STATE));
    if (typeof value === 'number') return { qText: formatNumber(value), qNumber: value, qIsNumeric: true };
    return { qText: value ?? '-', qNumber: 'NaN', qIsNumeric: false };
  }

  /** Tells all objects that selections or data have changed. */
  emitChanges(): void {
    [...this.objects.values(), ...this.variables.values()].forEach((handle) => handle.emit('changed'));
  }

  /** Tells all clients that the app's contents have changed. */
  private reportChange(): void {
    this.owner.select(() => true);
  }

  private setAllLocked(stateName: string, isLocked: boolean): void {
    const { selections } = this.owner.context(this.checkState(stateName));
    this.owner.select(() => {
      [...selections.of(stateName).values()].forEach(({ field }) =>
        selections.setLocked(field, isLocked, stateName),
      );
      return true;
    });
  }

  private bookmarkedFields(): CurrentBookmark['selections'] {
    const { selections } = this.owner.context(DEFAULT_STATE);
    const inState = (stateName: string): readonly BookmarkedField[] =>
      [...selections.of(stateName)].map(([name, selection]) => ({
        field: name,
        values: selectedValues(selection),
        isLocked: selection.isLocked,
      }));
    return new Map([DEFAULT_STATE, ...this.owner.stateNames].map((name) => [name, inState(name)]));
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

  select(match: string): boolean {
    return this.selectMatches(match, false);
  }

  toggleSelect(match: string): boolean {
    return this.selectMatches(match, true);
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
    return this.selectStates(['A', 'X']);
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

  private selectMatches(match: string, toggles: boolean): boolean {
    const elements = matchesOf(this.field, match, 'whole');
    if (elements.length === 0) return false;
    return this.change((selections) =>
      toggles
        ? selections.toggle(this.field, elements, this.stateName)
        : selections.select(this.field, elements, this.stateName),
    );
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
  const elements = new Map<unknown, number>();
  // A value by itself or by its text: the first of those that there are.
  values.forEach((value, element) => {
    for (const key of [value, textOf(value)]) if (!elements.has(key)) elements.set(key, element);
  });
  return wanted.flatMap((each) => elements.get(each) ?? []);
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
