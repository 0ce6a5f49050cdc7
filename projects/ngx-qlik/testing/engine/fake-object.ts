import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { engineFault, INVALID_PARAMETERS, unsupported } from './engine-faults';
import { Emitter } from './engine-handle';
import { type LayoutContext, readDimension } from './fake-columns';
import { propertyValue } from './fake-evaluation';
import { type FakeCells, hypercubeCells, hypercubeLayout, requestedPages } from './fake-hypercube';
import {
  APP_LISTS,
  type ListContext,
  listObjectCells,
  listObjectLayout,
  selectionObjectLayout,
} from './fake-lists';
import { matchesOf } from './fake-search';
import { DEFAULT_STATE, type ValueState } from './fake-selections';
import { type Json, toList, toRecord, toString } from './json';

/** What an object needs of its app. */
export interface ObjectOwner {
  context(stateName: string): LayoutContext;
  /** Changes the selections; objects are told afterwards. */
  select(change: () => boolean): boolean;
}

/** A `GenericObject` of the fake engine. */
export class FakeEngineObject extends Emitter {
  readonly genericType: string;
  private properties: Json;
  /** The texts of searches in its lists, by the list's definition. */
  private readonly searches = new WeakMap<Json, string>();

  constructor(
    readonly id: string,
    readonly handle: number,
    private original: Json,
    private readonly owner: ObjectOwner,
  ) {
    super();
    this.properties = original;
    this.genericType = toString(toRecord(original['qInfo'])['qType']);
  }

  getInfo(): Json {
    return { qId: this.id, qType: this.genericType };
  }

  getProperties(): Json {
    return this.original;
  }

  getEffectiveProperties(): Json {
    return this.properties;
  }

  setProperties(properties: Json): void {
    this.original = properties;
    this.properties = properties;
    this.emit('changed');
  }

  getLayout(): Json {
    const layout = this.layoutOf(this.properties, DEFAULT_STATE);
    return {
      ...layout,
      qInfo: this.getInfo(),
      qMeta: toRecord(this.properties['qMetaDef']),
      qSelectionInfo: {},
    };
  }

  applyPatches(patches: readonly Json[], isSoft = false): void {
    this.properties = patches.reduce(applyPatch, this.properties);
    if (!isSoft) this.original = patches.reduce(applyPatch, this.original);
    this.emit('changed');
  }

  clearSoftPatches(): void {
    this.properties = this.original;
    this.emit('changed');
  }

  getHyperCubeData(path: string, pages: readonly Json[]): readonly Json[] {
    return requestedPages(this.calculate(path, hypercubeCells), pages);
  }

  getListObjectData(path: string, pages: readonly Json[]): readonly Json[] {
    return requestedPages(this.calculate(path, listObjectCells), pages);
  }

  selectHyperCubeValues(
    path: string,
    dimension: number,
    values: readonly number[],
    toggles = false,
  ): boolean {
    return this.select(path, values, toggles, (definition) => toList(definition['qDimensions'])[dimension]);
  }

  selectListObjectValues(path: string, values: readonly number[], toggles = false): boolean {
    return this.select(path, values, toggles, (definition) => definition);
  }

  selectListObjectAll(path: string): boolean {
    return this.selectStates(path, ['S', 'O', 'A', 'X', 'XS']);
  }

  selectListObjectPossible(path: string): boolean {
    return this.selectStates(path, ['S', 'O']);
  }

  selectListObjectAlternative(path: string): boolean {
    return this.selectStates(path, ['A']);
  }

  selectListObjectExcluded(path: string): boolean {
    return this.selectStates(path, ['A', 'X']);
  }

  /** @returns true, also where no value matches: the engine refuses only what is no search */
  searchListObjectFor(path: string, match: string): boolean {
    const { definition, context } = this.definitionAt(path);
    // Fails for a search that the fake does not know.
    matchesOf(readDimension(definition, context).field, match);
    this.searches.set(definition, match);
    this.emit('changed');
    return true;
  }

  abortListObjectSearch(path: string): void {
    this.searches.delete(this.definitionAt(path).definition);
    this.emit('changed');
  }

  acceptListObjectSearch(path: string, toggles = false): void {
    const { definition, context } = this.definitionAt(path);
    const search = this.searches.get(definition);
    const matches = search === undefined ? [] : matchesOf(readDimension(definition, context).field, search);
    this.abortListObjectSearch(path);
    if (matches.length > 0) this.selectListObjectValues(path, matches, toggles);
  }

  lock(path: string): void {
    this.setLocked(path, true);
  }

  unlock(path: string): void {
    this.setLocked(path, false);
  }

  /** @param columns of a hypercube; default: all of its dimensions */
  clearSelections(path: string, columns?: readonly number[]): void {
    const { definition, context } = this.definitionAt(path);
    const dimensions = 'qDimensions' in definition ? toList(definition['qDimensions']) : [definition];
    this.owner.select(() => {
      dimensions
        .filter((_, index) => columns === undefined || columns.length === 0 || columns.includes(index))
        .forEach((each) =>
          context.selections.select(readDimension(each, context).field, [], context.stateName),
        );
      return true;
    });
  }

  private setLocked(path: string, isLocked: boolean): void {
    const { definition, context } = this.definitionAt(path);
    if ('qDimensions' in definition)
      throw unsupported('has no lock of hypercubes', 'Lock the field in this test.');
    const { field } = readDimension(definition, context);
    this.owner.select(() => context.selections.setLocked(field, isLocked, context.stateName));
  }

  /** Selects the values in these states; during a search, those that match. */
  private selectStates(path: string, wanted: readonly ValueState[]): boolean {
    const { definition, context } = this.definitionAt(path);
    const { field, states } = readDimension(definition, context);
    const search = this.searches.get(definition);
    const candidates = search === undefined ? [...field.values.keys()] : matchesOf(field, search);
    const elements = candidates.filter((element) => wanted.includes(states[element]!));
    return this.owner.select(() => context.selections.select(field, elements, context.stateName));
  }

  private select(
    path: string,
    values: readonly number[],
    toggles: boolean,
    dimensionOf: (definition: Json) => unknown,
  ): boolean {
    const { definition, context } = this.definitionAt(path);
    const dimension = dimensionOf(definition);
    if (dimension === undefined) throw engineFault('Invalid parameters', INVALID_PARAMETERS);
    const { field } = readDimension(dimension, context);
    // The engine takes no notice of elements that the field does not have: a selection of such ones only is an empty one.
    const elements = values.filter((element) => element >= 0 && element < field.values.length);
    const { selections, stateName } = context;
    return this.owner.select(() =>
      toggles ? selections.toggle(field, elements, stateName) : selections.select(field, elements, stateName),
    );
  }

  private calculate(path: string, read: (definition: Json, context: ListContext) => FakeCells): FakeCells {
    const { definition, context } = this.definitionAt(path);
    return read(definition, { ...context, search: this.searches.get(definition) });
  }

  private definitionAt(path: string): { readonly definition: Json; readonly context: LayoutContext } {
    const names = path.split('/').slice(1);
    let stateName = toString(this.properties['qStateName']);
    const definition = names.reduce((outer: Json, name) => {
      const inner = toRecord(outer[name]);
      stateName = toString(inner['qStateName']) || stateName;
      return inner;
    }, this.properties);
    if (Object.keys(definition).length === 0) throw engineFault('Invalid parameters', INVALID_PARAMETERS);
    return { definition, context: this.owner.context(stateName || DEFAULT_STATE) };
  }

  private layoutOf(properties: Json, outerState: string): Json {
    if (toString(properties['qExtendsId']) !== '')
      throw unsupported('has no linked objects ("qExtendsId")', 'Give the object its own properties.');
    const stateName = toString(properties['qStateName']) || outerState;
    return Object.fromEntries(
      Object.entries(properties).flatMap(([name, value]) => this.memberOf(name, value, stateName)),
    );
  }

  private memberOf(
    name: string,
    value: unknown,
    outerState: string,
  ): readonly (readonly [string, unknown])[] {
    if (name === 'qMetaDef') return [];
    if (!isRecord(value)) return [[name, this.withValues(value, outerState)]];
    const context = this.contextOf(value, outerState);
    const list = APP_LISTS[name];
    if (list) return [[list.member, { qItems: list.items(value, context) }]];
    if (name === 'qHyperCubeDef') return [['qHyperCube', hypercubeLayout(value, context)]];
    if (name === 'qListObjectDef')
      return [['qListObject', listObjectLayout(value, { ...context, search: this.searches.get(value) })]];
    if (name === 'qSelectionObjectDef') return [['qSelectionObject', selectionObjectLayout(context)]];
    if (/^q\w+Def$/.test(name))
      throw unsupported(`has no "${name}"`, 'Leave it out of the properties in this test.');
    return [[name, this.withValues(value, outerState)]];
  }

  /** A property that is no definition, with the values of expressions in it. */
  private withValues(value: unknown, outerState: string): unknown {
    if (Array.isArray(value)) return toList(value).map((each) => this.withValues(each, outerState));
    if (!isRecord(value)) return value;
    return propertyValue(value, this.contextOf(value, outerState)) ?? this.layoutOf(value, outerState);
  }

  private contextOf(properties: Json, outerState: string): LayoutContext {
    return this.owner.context(toString(properties['qStateName']) || outerState);
  }
}

function applyPatch(properties: Json, { qOp, qPath, qValue }: Json): Json {
  const operation = toString(qOp).toLowerCase();
  if (!['add', 'replace', 'remove'].includes(operation))
    throw engineFault('Invalid parameters', INVALID_PARAMETERS);
  const changed = structuredClone(properties) as Record<string, unknown>;
  const names = toString(qPath).split('/').slice(1);
  const last = names.pop();
  let owner: Record<string, unknown> = changed;
  for (const name of names) {
    const inner = owner[name];
    // Arrays have their indexes as names.
    if (typeof inner !== 'object' || inner === null) throw engineFault('Invalid path', INVALID_PARAMETERS);
    owner = inner as Record<string, unknown>;
  }
  if (last === undefined) throw engineFault('Invalid path', INVALID_PARAMETERS);
  if (operation === 'remove') Reflect.deleteProperty(owner, last);
  else owner[last] = JSON.parse(toString(qValue)) as unknown;
  return changed;
}
