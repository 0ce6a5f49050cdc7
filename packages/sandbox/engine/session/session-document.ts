import type { CubeContext, Library } from '../cube/columns.ts';
import type { PivotExpansion } from '../cube/pivot-expansion.ts';
import type { EvaluationScope } from '../expression/evaluation-scope.ts';
import type { ObjectReference } from '../expression/object-functions.ts';
import {
  infoOf,
  ObjectStore,
  type EntryKind,
  type StoreChange,
  type StoredObject,
} from '../objects/stored-object.ts';
import { childrenWithExtended, extendedObjects } from '../objects/linked-objects.ts';
import { mediaUrl } from '../objects/static-content.ts';
import { isNamedKind } from '../objects/master-items.ts';
import { bookmarkSelections, describeSelections } from '../objects/bookmark-selections.ts';
import { toText, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { SelectionStore } from '../selection/selection-store.ts';
import { DEFAULT_STATE } from '../selection/selection-set.ts';
import { DocumentData, type OpenApp } from './document-data.ts';
import { DocumentScopes } from './document-scopes.ts';
import type { Breakpoint } from '../script/breakpoints.ts';
import { ALL_TOPICS, HandleTable, type Topic } from './handles.ts';
import { SoftPatches } from './soft-patches.ts';

/** Expanded and collapsed nodes of a pivot table. */
export interface PivotState {
  readonly expansion: PivotExpansion;
  /** The `qExpansionState` of the definition that the state began from; a change there resets the state. */
  readonly origin: string;
  /** The position last expanded or collapsed; part of the layout until the selections change. */
  readonly last: { readonly qx: number; readonly qy: number; readonly scope: EvaluationScope } | undefined;
}

const TOPICS_OF: Readonly<Record<EntryKind, readonly Topic[]>> = {
  object: ['objects', 'children'],
  dimension: ['dimensions'],
  measure: ['measures'],
  variable: ['variables'],
  bookmark: ['bookmarks'],
};
/** Of objects that only the session has: lists of the app's objects do not have them. */
const SESSION_TOPICS_OF: typeof TOPICS_OF = { ...TOPICS_OF, object: ['children'] };

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
  /** Where a reload in debug mode pauses, as `EditorBreakpoint`s. */
  breakpoints: readonly Breakpoint[] = [];
  /** The number of records that a reload in debug mode reads from each source; 0 for all. */
  fetchLimit = 0;
  /** Names of the user's favorite variables. */
  favoriteVariables: readonly string[] = [];
  /** The object in modal selection mode, with its paths. */
  modal: { readonly entry: StoredObject; readonly paths: readonly string[] } | undefined;
  /** Names of fields that always have one selected value. */
  private readonly oneOnlyFields = new Set<string>();
  /** The active fields of cyclic master dimensions, by id. */
  private readonly activeFields = new Map<string, number>();
  private readonly stopListening: () => void;
  private revisionCount = 0;
  /** Script and data. */
  readonly data: DocumentData;
  readonly scopes: DocumentScopes;
  readonly patches: SoftPatches;

  constructor(app: OpenApp, userName: string, maxHandles: number) {
    this.data = new DocumentData(app, {
      replacing: (replace) => this.replaceData(replace),
      changed: () => this.appChanged(),
      defined: () => this.dataChanged(),
    });
    this.scopes = new DocumentScopes(this, userName);
    this.patches = new SoftPatches(this.findObject, (entry) => this.entryChanged(entry));
    this.handles = new HandleTable(maxHandles);
    const { name, description, thumbnail } = app.summary;
    this.appProperties = {
      qTitle: name,
      description,
      ...(thumbnail === undefined ? {} : { qThumbnail: { qUrl: mediaUrl(thumbnail) } }),
    };
    const stopAppListener = app.store.listen((change) => this.onStoreChange(change, TOPICS_OF));
    const stopSessionListener = this.sessionStore.listen((change) =>
      this.onStoreChange(change, SESSION_TOPICS_OF),
    );
    this.stopListening = (): void => {
      stopAppListener();
      stopSessionListener();
    };
  }

  get app(): OpenApp {
    return this.data.app;
  }

  private appChanged(): void {
    this.scopes.renew();
    this.handles.invalidateTopic('app');
  }

  /** Selections are kept where their fields and values still exist. */
  private replaceData(replace: () => void): void {
    if (this.modal) this.endModal('accept');
    const selected = { selections: describeSelections(this.selections.snapshot) };
    replace();
    this.selections.restart(bookmarkSelections(selected, this.app.fields));
    this.pivots.clear();
    this.searches.clear();
    this.dataChanged();
  }

  private dataChanged(): void {
    this.scopes.renew();
    this.revisionCount += 1;
    for (const topic of ALL_TOPICS) this.handles.invalidateTopic(topic);
  }

  /** Increases with every change of properties, library or variables; results of an earlier revision may be stale. */
  get revision(): number {
    return this.revisionCount;
  }

  /** The scope of the current selections. */
  get scope(): EvaluationScope {
    return this.scopes.live;
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

  /** Returns the context of an object's cubes. The modal object keeps the rows of the start of modal mode. */
  contextFor(entry: StoredObject | undefined): CubeContext {
    const liveScope = this.scope;
    const isModal = entry !== undefined && this.modal?.entry === entry;
    const state = toText(entry?.properties['qStateName']) || DEFAULT_STATE;
    return {
      scope: (isModal ? this.scopes.beforeModal : undefined) ?? liveScope,
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

  /** Invalidates the layouts that depend on selections. */
  selectionsChanged(): void {
    this.handles.invalidateTopic('selections');
  }

  /** Invalidates an object's layout, and its computed data unless `isDataKept`. */
  entryChanged(entry: StoredObject, { isDataKept = false } = {}): void {
    if (!isDataKept) this.revisionCount += 1;
    this.handles.invalidateKey(entryKey(entry));
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
    this.entryChanged(modal.entry);
    this.selectionsChanged();
  }

  close(): void {
    this.stopListening();
  }

  /** Returns the children of an object, those of the objects that it extends first. */
  childrenOf(entry: StoredObject): readonly StoredObject[] {
    return childrenWithExtended(entry, this.findObject);
  }

  private readonly findObject = (id: string): StoredObject | undefined => this.find('object', id);

  private onStoreChange(change: StoreChange, topicsOf: typeof TOPICS_OF): void {
    this.revisionCount += 1;
    const key = `${change.kind}:${change.id}`;
    if (isNamedKind(change.kind)) this.scopes.renew();
    if (change.type === 'destroyed') {
      if (this.modal?.entry.id === change.id && change.kind === 'object') this.endModal('accept');
      this.patches.forget(change.id);
      for (const kept of [this.pivots, this.searches])
        for (const place of kept.keys()) if (place.startsWith(`${change.id}|`)) kept.delete(place);
      this.handles.close(key);
    } else this.handles.invalidateKey(key);
    for (const topic of topicsOf[change.kind]) this.handles.invalidateTopic(topic);
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
