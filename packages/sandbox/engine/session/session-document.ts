import type { AppContent, AppSummary, Table } from '../../apps/app-definition.ts';
import type { CubeContext, Library } from '../cube/columns.ts';
import type { PivotExpansion } from '../cube/pivot-expansion.ts';
import type { AppInfo } from '../expression/app-functions.ts';
import { EvaluationScope, type NamedDefinitions } from '../expression/evaluation-scope.ts';
import type { FieldCatalog } from '../expression/field-catalog.ts';
import type { ObjectReference } from '../expression/object-functions.ts';
import { applyPatches, type Patch } from '../objects/patches.ts';
import {
  infoOf,
  ObjectStore,
  type EntryKind,
  type StoreChange,
  type StoredObject,
} from '../objects/stored-object.ts';
import { childrenWithExtended, extendedObjects } from '../objects/linked-objects.ts';
import { isNamedKind, masterDimension, masterMeasure } from '../objects/master-items.ts';
import { bookmarkSelections, describeSelections } from '../objects/bookmark-selections.ts';
import { toObject, toText, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { SelectionStore } from '../selection/selection-store.ts';
import { DEFAULT_STATE } from '../selection/selection-set.ts';
import { ALL_TOPICS, HandleTable, type Topic } from './handles.ts';

/** An app opened by a user: its data and the user's copy of its objects. */
export interface OpenApp {
  readonly summary: AppSummary;
  readonly content: AppContent;
  readonly fields: FieldCatalog;
  readonly store: ObjectStore;
}

/** Expanded and collapsed nodes of a pivot table. */
export interface PivotState {
  readonly expansion: PivotExpansion;
  /** The `qExpansionState` of the definition that the state began from; a change there resets the state. */
  readonly origin: string;
  /** The position last expanded or collapsed; part of the layout until the selections change. */
  readonly last: { readonly qx: number; readonly qy: number; readonly scope: EvaluationScope } | undefined;
}

const TOPIC_OF: Readonly<Record<EntryKind, Topic>> = {
  object: 'objects',
  dimension: 'dimensions',
  measure: 'measures',
  variable: 'variables',
  bookmark: 'bookmarks',
};

/** An app opened in a session: its selections, session objects, soft patches and handles. */
export class SessionDocument {
  readonly selections = new SelectionStore();
  readonly sessionStore = new ObjectStore();
  readonly handles: HandleTable;
  /** Search texts of list objects, by object id and path. */
  readonly searches = new Map<string, string>();
  /** Expanded nodes of pivot tables, by object id and path. */
  readonly pivots = new Map<string, PivotState>();
  readonly appProperties: JsonObject;
  /** What `CommitScript` said about the script. */
  scriptMeta: JsonObject = {};
  /** Layout of the data model viewer, as a client saved it. */
  tableView: JsonObject = {};
  isBinaryLoadProhibited = false;
  /** Names of the user's favorite variables. */
  favoriteVariables: readonly string[] = [];
  /** The object in modal selection mode, with its paths. */
  modal: { readonly entry: StoredObject; readonly paths: readonly string[] } | undefined;
  /** Names of fields that always have one selected value. */
  private readonly oneOnlyFields = new Set<string>();
  /** The active fields of cyclic master dimensions, by id. */
  private readonly activeFields = new Map<string, number>();
  private readonly softPatches = new Map<string, readonly Patch[]>();
  private readonly stopListening: () => void;
  private liveScope: EvaluationScope | undefined;
  private modalScope: EvaluationScope | undefined;
  private revisionCount = 0;
  private readonly openedAt = new Date().toISOString();

  private openApp: OpenApp;
  private sessionScript: string | undefined;
  private hasSessionData = false;
  /** The app before its model was changed without a reload. */
  private unchangedModel: OpenApp | undefined;

  constructor(
    app: OpenApp,
    private readonly userName: string,
    maxHandles: number,
  ) {
    this.openApp = app;
    this.handles = new HandleTable(maxHandles);
    this.appProperties = { qTitle: app.summary.name, description: app.summary.description };
    const stopAppListener = app.store.listen((change) => this.onStoreChange(change));
    const stopSessionListener = this.sessionStore.listen((change) => this.onStoreChange(change));
    this.stopListening = (): void => {
      stopAppListener();
      stopSessionListener();
    };
  }

  get app(): OpenApp {
    return this.openApp;
  }

  /** The current load script. */
  get script(): string {
    return this.sessionScript ?? this.openApp.content.script;
  }

  set script(script: string) {
    this.sessionScript = script;
    this.handles.invalidateTopic('app');
  }

  /** True when data and script are still those of the catalog, and the catalog does not mark the script as runnable. */
  get hasOriginalData(): boolean {
    const { content } = this.openApp;
    const isUnchanged = !this.hasSessionData && this.script === content.script;
    return isUnchanged && content.tables.length > 0 && content.hasRunnableScript !== true;
  }

  /** Sets the reload time. @param now ISO 8601 */
  touchReloadTime(now: string): void {
    this.openApp = { ...this.openApp, summary: { ...this.openApp.summary, lastReloadTime: now } };
    this.liveScope = undefined;
    this.handles.invalidateTopic('app');
  }

  /** Replaces the data for this session. Selections are kept where their fields and values still exist. */
  replaceData(tables: readonly Table[], fields: FieldCatalog, now: string): void {
    this.unchangedModel = undefined;
    this.hasSessionData = true;
    this.setData({ ...this.openApp.content, tables, script: this.script }, fields, now);
  }

  /** Replaces the model of the same data, such as one with other loosely coupled tables, until the next reload. */
  changeModel(tables: readonly Table[], fields: FieldCatalog): void {
    this.unchangedModel ??= this.openApp;
    this.setData({ ...this.openApp.content, tables }, fields, this.openApp.summary.lastReloadTime);
  }

  /** Restores the model of the catalog, at a reload of data that is still that of the catalog. */
  restoreModel(): void {
    const { unchangedModel } = this;
    if (!unchangedModel) return;
    this.unchangedModel = undefined;
    this.setData(unchangedModel.content, unchangedModel.fields, this.openApp.summary.lastReloadTime);
  }

  private setData(content: AppContent, fields: FieldCatalog, now: string): void {
    if (this.modal) this.endModal('accept');
    const selected = { selections: describeSelections(this.selections.snapshot) };
    this.openApp = { ...this.openApp, content, fields };
    this.touchReloadTime(now);
    this.selections.restart(bookmarkSelections(selected, fields));
    this.modalScope = undefined;
    this.pivots.clear();
    this.searches.clear();
    this.revisionCount += 1;
    for (const topic of ALL_TOPICS) this.handles.invalidateTopic(topic);
  }

  /** Increases with every change of properties, library or variables; results of an earlier revision may be stale. */
  get revision(): number {
    return this.revisionCount;
  }

  /** Returns a scope without selections in any state. */
  unselectedScope(): EvaluationScope {
    return new EvaluationScope(this.app.fields, new Map(), this.definitions);
  }

  /** The scope of the current selections. */
  get scope(): EvaluationScope {
    if (this.liveScope?.snapshot !== this.selections.snapshot) {
      this.liveScope = new EvaluationScope(this.app.fields, this.selections.snapshot, this.definitions);
    }
    return this.liveScope;
  }

  readonly library: Library = {
    dimension: (id) => this.find('dimension', id)?.properties,
    measure: (id) => this.find('measure', id)?.properties,
    activeField: (id) => this.activeField(id),
    isOneAndOnlyOne: (field) => this.isOneAndOnlyOne(field),
  };

  /** Returns whether a field always has one selected value. */
  isOneAndOnlyOne(field: string): boolean {
    return this.oneOnlyFields.has(field);
  }

  setOneAndOnlyOne(field: string, isOneOnly: boolean): void {
    if (isOneOnly) this.oneOnlyFields.add(field);
    else this.oneOnlyFields.delete(field);
    this.revisionCount += 1;
    this.handles.invalidateTopic('selections');
  }

  /** Returns the place of the active field of a cyclic master dimension. */
  activeField(id: string): number {
    return this.activeFields.get(id) ?? 0;
  }

  /** Sets the active field of a cyclic master dimension for this session. */
  setActiveField(entry: StoredObject, place: number): void {
    if (this.activeField(entry.id) === place) return;
    this.activeFields.set(entry.id, place);
    this.revisionCount += 1;
    this.handles.invalidateKey(entryKey(entry));
    this.handles.invalidateTopic('dimensions');
  }

  /** Definitions that expressions refer to by name, besides fields. */
  private get definitions(): NamedDefinitions {
    return {
      variable: (name) => this.variableDefinition(name),
      bookmark: (name) => this.findBookmark(name),
      measure: (label) => masterMeasure(this.all('measure'), label),
      dimension: (name) => masterDimension(this.all('dimension'), name),
      step: (count) => this.selections.step(count),
      app: this.facts,
    };
  }

  /** What functions such as `DocumentTitle` and `OSUser` return. */
  get facts(): AppInfo {
    const { id, name: title, lastReloadTime: reloadTime } = this.app.summary;
    return { id, title, reloadTime, openedAt: this.openedAt, userName: this.userName };
  }

  /** Returns the context of an object's cubes. The modal object keeps the rows of the start of modal mode. */
  contextFor(entry: StoredObject | undefined): CubeContext {
    const liveScope = this.scope;
    const before = this.selections.beforeModal;
    const isModal = before !== undefined && entry !== undefined && this.modal?.entry === entry;
    if (isModal && this.modalScope?.snapshot !== before) {
      this.modalScope = new EvaluationScope(this.app.fields, before, this.definitions);
    }
    const state = toText(entry?.properties['qStateName']) || DEFAULT_STATE;
    return {
      scope: isModal && this.modalScope ? this.modalScope : liveScope,
      liveScope,
      library: this.library,
      state,
      ...(entry ? { objects: this.pathOf(entry) } : {}),
    };
  }

  /** Returns an object, then the ones that contain it. */
  private pathOf(entry: StoredObject): readonly ObjectReference[] {
    const path: ObjectReference[] = [];
    let at: StoredObject | undefined = entry;
    while (at) {
      path.push({ id: at.id, type: toText(infoOf(at)['qType']) });
      at = at.parent === undefined ? undefined : this.find('object', at.parent);
    }
    return path;
  }

  find(kind: EntryKind, id: string): StoredObject | undefined {
    return this.sessionStore.get(kind, id) ?? this.app.store.get(kind, id);
  }

  /** Returns the entries of a kind, the app's first. */
  all(kind: EntryKind): readonly StoredObject[] {
    return [...this.app.store.all(kind), ...this.sessionStore.all(kind)];
  }

  storeOf(entry: StoredObject): ObjectStore {
    return entry.isSession ? this.sessionStore : this.app.store;
  }

  /** Returns the properties merged with those of the extended object (`qExtendsId`) and the soft patches. */
  effectiveProperties(entry: StoredObject): JsonObject {
    const patches = this.softPatches.get(entry.id);
    const inherited = this.inheritedProperties(entry);
    return patches ? applyPatches(inherited, patches) : inherited;
  }

  hasSoftPatches(entry: StoredObject): boolean {
    return this.softPatches.has(entry.id);
  }

  /** @throws {QixError} 4 for an invalid path; no patch is applied then */
  addSoftPatches(entry: StoredObject, patches: readonly Patch[]): void {
    const all = [...(this.softPatches.get(entry.id) ?? []), ...patches];
    applyPatches(this.inheritedProperties(entry), all);
    this.softPatches.set(entry.id, all);
    this.entryChanged(entry);
  }

  clearSoftPatches(entry: StoredObject): void {
    if (this.softPatches.delete(entry.id)) this.entryChanged(entry);
  }

  clearAllSoftPatches(): void {
    for (const id of [...this.softPatches.keys()]) {
      const entry = this.find('object', id);
      if (entry) this.clearSoftPatches(entry);
    }
  }

  /** Invalidates the layouts that depend on selections. */
  selectionsChanged(): void {
    this.handles.invalidateTopic('selections');
  }

  /** Invalidates an object's layout, and its computed data unless `isDataKept`. */
  entryChanged(entry: StoredObject, { isDataKept = false } = {}): void {
    if (!isDataKept) this.revisionCount += 1;
    this.handles.invalidateKey(entryKey(entry));
  }

  /** Returns the definition of a variable, or undefined. */
  variableDefinition(name: string): string | undefined {
    const entry = this.all('variable').find((candidate) => candidate.properties['qName'] === name);
    return entry ? toText(entry.properties['qDefinition']) : undefined;
  }

  /** Returns whether expressions can refer to a variable, master measure or master dimension by that name. */
  isNamed(name: string): boolean {
    const named = this.definitions;
    const found = named.variable(name) ?? named.measure?.(name) ?? named.dimension?.(name);
    return found !== undefined;
  }

  /** Returns the handle of an entry and opens it if necessary. */
  handleOf(entry: StoredObject): number {
    return this.handles.open(entryKey(entry), { kind: 'entry', entry });
  }

  /** @throws {QixError} 6003 when another object is in modal selection mode */
  requireNotModal(except?: StoredObject): void {
    if (this.modal && this.modal.entry !== except) {
      throw new QixError(
        QIX_CODES.modalConflict,
        'Another object is in modal selection mode',
        this.modal.entry.id,
      );
    }
  }

  beginModal(entry: StoredObject, paths: readonly string[]): void {
    this.requireNotModal();
    this.modal = { entry, paths };
    this.selections.beginModal();
    this.entryChanged(entry);
  }

  endModal(outcome: 'accept' | 'abort'): void {
    const { modal } = this;
    if (!modal) return;
    this.modal = undefined;
    this.selections.endModal(outcome);
    this.modalScope = undefined;
    this.entryChanged(modal.entry);
    this.selectionsChanged();
  }

  close(): void {
    this.stopListening();
  }

  private findBookmark(name: string) {
    const byName = this.all('bookmark').find(
      (entry) => toObject(entry.properties['qMetaDef'])['title'] === name,
    );
    const entry = this.find('bookmark', name) ?? byName;
    return entry ? bookmarkSelections(entry.properties, this.app.fields).get(DEFAULT_STATE) : undefined;
  }

  /** Returns the children of an object, those of the objects that it extends first. */
  childrenOf(entry: StoredObject): readonly StoredObject[] {
    return childrenWithExtended(entry, this.findObject);
  }

  private inheritedProperties(entry: StoredObject): JsonObject {
    const chain = extendedObjects(entry, this.findObject);
    if (chain.length === 1) return entry.properties;
    return [...chain].reverse().reduce<JsonObject>((all, { properties }) => ({ ...all, ...properties }), {});
  }

  private readonly findObject = (id: string): StoredObject | undefined => this.find('object', id);

  private onStoreChange(change: StoreChange): void {
    this.revisionCount += 1;
    const key = `${change.kind}:${change.id}`;
    if (isNamedKind(change.kind)) [this.liveScope, this.modalScope] = [undefined, undefined];
    if (change.type === 'destroyed') {
      if (this.modal?.entry.id === change.id && change.kind === 'object') this.endModal('accept');
      this.softPatches.delete(change.id);
      for (const kept of [this.pivots, this.searches])
        for (const place of kept.keys()) if (place.startsWith(`${change.id}|`)) kept.delete(place);
      this.handles.close(key);
    } else this.handles.invalidateKey(key);
    this.handles.invalidateTopic(TOPIC_OF[change.kind]);
    if (change.kind === 'object' && change.type === 'changed') this.invalidateExtending(change.id);
  }

  private invalidateExtending(id: string): void {
    for (const entry of this.all('object')) {
      if (toText(entry.properties['qExtendsId']) === '') continue;
      const [, ...extended] = extendedObjects(entry, this.findObject);
      if (extended.some((other) => other.id === id)) this.handles.invalidateKey(entryKey(entry));
    }
  }
}

/** Returns the key of an entry in the handle table. */
function entryKey(entry: StoredObject): string {
  return `${entry.kind}:${entry.id}`;
}
