import type { AppContent, AppSummary, Table } from '../../apps/app-definition.ts';
import type { CubeContext, Library } from '../cube/columns.ts';
import type { PivotExpansion } from '../cube/pivot-expansion.ts';
import { EvaluationScope, type NamedDefinitions } from '../expression/evaluation-scope.ts';
import type { FieldCatalogue } from '../expression/field-catalogue.ts';
import { applyPatches, type Patch } from '../objects/patches.ts';
import {
  ObjectStore,
  type EntryKind,
  type StoreChange,
  type StoredObject,
} from '../objects/stored-object.ts';
import { bookmarkSelections, describeSelections } from '../objects/bookmark-selections.ts';
import { toObject, toText, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { SelectionStore } from '../selection/selection-store.ts';
import { DEFAULT_STATE } from '../selection/selection-set.ts';
import { ALL_TOPICS, HandleTable, type Topic } from './handles.ts';

/** An app as one engine holds it for one user: its data, and the objects that this user sees. */
export interface OpenApp {
  readonly summary: AppSummary;
  readonly content: AppContent;
  readonly fields: FieldCatalogue;
  readonly store: ObjectStore;
}

/** What a user opened and closed in a pivot table. */
export interface PivotState {
  readonly expansion: PivotExpansion;
  /** The definition's own `qExpansionState` that this began from: another one there starts afresh. */
  readonly origin: string;
  /** Where it was last opened or closed; told in the layout as long as nothing else changes. */
  readonly last: { readonly qx: number; readonly qy: number; readonly scope: EvaluationScope } | undefined;
}

const TOPIC_OF: Readonly<Record<EntryKind, Topic>> = {
  object: 'objects',
  dimension: 'dimensions',
  measure: 'measures',
  variable: 'variables',
  bookmark: 'bookmarks',
};

/** An app opened in a session: its selections, session objects, soft patches, and what clients were told of them. */
export class SessionDocument {
  readonly selections = new SelectionStore();
  readonly sessionStore = new ObjectStore();
  readonly handles: HandleTable;
  /** Search texts of list objects, by object id and path. */
  readonly searches = new Map<string, string>();
  /** What is open in pivot tables, by object id and path. */
  readonly pivots = new Map<string, PivotState>();
  readonly appProperties: JsonObject;
  /** Names of the variables that the user marked. */
  favoriteVariables: readonly string[] = [];
  /** The object in modal selection mode, with the paths it named. */
  modal: { readonly entry: StoredObject; readonly paths: readonly string[] } | undefined;
  private readonly softPatches = new Map<string, readonly Patch[]>();
  private readonly stopListening: () => void;
  private liveScope: EvaluationScope | undefined;
  private frozenScope: EvaluationScope | undefined;
  private revisionCount = 0;

  private openApp: OpenApp;
  private ownScript: string | undefined;
  private hasOwnData = false;

  constructor(
    app: OpenApp,
    private readonly userName: string,
    maxHandles: number,
  ) {
    this.openApp = app;
    this.handles = new HandleTable(maxHandles);
    this.appProperties = { qTitle: app.summary.name, description: app.summary.description };
    const unlisten = app.store.listen((change) => this.onStoreChange(change));
    const unlistenOwn = this.sessionStore.listen((change) => this.onStoreChange(change));
    this.stopListening = (): void => {
      unlisten();
      unlistenOwn();
    };
  }

  get app(): OpenApp {
    return this.openApp;
  }

  /** The load script, as it was set last. */
  get script(): string {
    return this.ownScript ?? this.openApp.content.script;
  }

  set script(script: string) {
    this.ownScript = script;
    this.handles.invalidateTopic('app');
  }

  /** The app has the data and the script that it came with. */
  get isAsDelivered(): boolean {
    const { content } = this.openApp;
    const isUntouched = !this.hasOwnData && this.script === content.script;
    return isUntouched && content.tables.length > 0 && content.hasRunnableScript !== true;
  }

  /** The data was loaded then. @param now ISO 8601 */
  touchReloadTime(now: string): void {
    this.openApp = { ...this.openApp, summary: { ...this.openApp.summary, lastReloadTime: now } };
    this.liveScope = undefined;
    this.handles.invalidateTopic('app');
  }

  /** Puts other data in place of what is there, for this session. What is selected stays, as far as its fields and values do. */
  replaceData(tables: readonly Table[], fields: FieldCatalogue, now: string): void {
    if (this.modal) this.endModal('accept');
    const selected = { selections: describeSelections(this.selections.snapshot) };
    this.openApp = {
      ...this.openApp,
      content: { ...this.openApp.content, tables, script: this.script },
      fields,
    };
    this.hasOwnData = true;
    this.touchReloadTime(now);
    this.selections.restart(bookmarkSelections(selected, fields));
    this.frozenScope = undefined;
    this.pivots.clear();
    this.searches.clear();
    this.revisionCount += 1;
    for (const topic of ALL_TOPICS) this.handles.invalidateTopic(topic);
  }

  /** Grows with every change of properties, library or variables: what was computed before it may be stale. */
  get revision(): number {
    return this.revisionCount;
  }

  /** Expressions as if nothing were selected in any state. */
  unselectedScope(): EvaluationScope {
    return new EvaluationScope(this.app.fields, new Map(), this.named);
  }

  /** Expressions over the selections as they are now. */
  get scope(): EvaluationScope {
    if (this.liveScope?.snapshot !== this.selections.snapshot) {
      this.liveScope = new EvaluationScope(this.app.fields, this.selections.snapshot, this.named);
    }
    return this.liveScope;
  }

  readonly library: Library = {
    dimension: (id) => this.find('dimension', id)?.properties,
    measure: (id) => this.find('measure', id)?.properties,
  };

  /** What expressions may name besides fields. */
  private get named(): NamedDefinitions {
    const { summary } = this.app;
    return {
      variable: (name) => this.variableDefinition(name),
      bookmark: (name) => this.bookmarkNamed(name),
      step: (count) => this.selections.step(count),
      app: {
        id: summary.id,
        title: summary.name,
        reloadTime: summary.lastReloadTime,
        userName: this.userName,
      },
    };
  }

  /** Where cubes of an object are computed. The modal object keeps its rows as they were when modal mode began. */
  contextFor(entry: StoredObject | undefined): CubeContext {
    const liveScope = this.scope;
    const before = this.selections.beforeModal;
    const isModal = before !== undefined && entry !== undefined && this.modal?.entry === entry;
    if (isModal && this.frozenScope?.snapshot !== before) {
      this.frozenScope = new EvaluationScope(this.app.fields, before, this.named);
    }
    const state = toText(entry?.properties['qStateName']) || DEFAULT_STATE;
    return {
      scope: isModal && this.frozenScope ? this.frozenScope : liveScope,
      liveScope,
      library: this.library,
      state,
    };
  }

  find(kind: EntryKind, id: string): StoredObject | undefined {
    return this.sessionStore.get(kind, id) ?? this.app.store.get(kind, id);
  }

  /** Entries of a kind, the app's first. */
  all(kind: EntryKind): readonly StoredObject[] {
    return [...this.app.store.all(kind), ...this.sessionStore.all(kind)];
  }

  storeOf(entry: StoredObject): ObjectStore {
    return entry.isSession ? this.sessionStore : this.app.store;
  }

  /** Properties with what the object extends underneath and soft patches on top. */
  effectiveProperties(entry: StoredObject): JsonObject {
    const patches = this.softPatches.get(entry.id);
    const inherited = this.inheritedProperties(entry);
    return patches ? applyPatches(inherited, patches) : inherited;
  }

  hasSoftPatches(entry: StoredObject): boolean {
    return this.softPatches.has(entry.id);
  }

  /** @throws {QixError} 4 when a path leads nowhere; nothing is kept then. */
  addSoftPatches(entry: StoredObject, patches: readonly Patch[]): void {
    const all = [...(this.softPatches.get(entry.id) ?? []), ...patches];
    applyPatches(this.inheritedProperties(entry), all);
    this.softPatches.set(entry.id, all);
    this.changed(entry);
  }

  clearSoftPatches(entry: StoredObject): void {
    if (this.softPatches.delete(entry.id)) this.changed(entry);
  }

  clearAllSoftPatches(): void {
    for (const id of [...this.softPatches.keys()]) {
      const entry = this.find('object', id);
      if (entry) this.clearSoftPatches(entry);
    }
  }

  /** Selections changed: layouts over data are stale. */
  selectionsChanged(): void {
    this.handles.invalidateTopic('selections');
  }

  /** One object's layout is stale; so is what was computed for it, unless only the way it is shown changed. */
  changed(entry: StoredObject, { isDataKept = false } = {}): void {
    if (!isDataKept) this.revisionCount += 1;
    this.handles.invalidateKey(entryKey(entry));
  }

  /** The definition of a variable, or undefined. */
  variableDefinition(name: string): string | undefined {
    const entry = this.all('variable').find((candidate) => candidate.properties['qName'] === name);
    return entry ? toText(entry.properties['qDefinition']) : undefined;
  }

  /** The handle of an entry, opened where it has none. */
  handleOf(entry: StoredObject): number {
    return this.handles.open(entryKey(entry), { kind: 'entry', entry });
  }

  /** @throws {QixError} 6003 when another object is in modal selection mode. */
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
    this.changed(entry);
  }

  endModal(outcome: 'accept' | 'abort'): void {
    const { modal } = this;
    if (!modal) return;
    this.modal = undefined;
    this.selections.endModal(outcome);
    this.frozenScope = undefined;
    this.changed(modal.entry);
    this.selectionsChanged();
  }

  close(): void {
    this.stopListening();
  }

  private bookmarkNamed(name: string) {
    const byName = this.all('bookmark').find(
      (entry) => toObject(entry.properties['qMetaDef'])['title'] === name,
    );
    const entry = this.find('bookmark', name) ?? byName;
    return entry ? bookmarkSelections(entry.properties, this.app.fields).get(DEFAULT_STATE) : undefined;
  }

  private inheritedProperties(entry: StoredObject): JsonObject {
    const base = this.find('object', toText(entry.properties['qExtendsId']));
    if (!base || base === entry) return entry.properties;
    return { ...base.properties, ...entry.properties };
  }

  private onStoreChange(change: StoreChange): void {
    this.revisionCount += 1;
    const key = `${change.kind}:${change.id}`;
    if (change.kind === 'variable') this.liveScope = undefined;
    if (change.what === 'destroyed') {
      if (this.modal?.entry.id === change.id && change.kind === 'object') this.endModal('accept');
      this.softPatches.delete(change.id);
      for (const kept of [this.pivots, this.searches])
        for (const place of kept.keys()) if (place.startsWith(`${change.id}|`)) kept.delete(place);
      this.handles.close(key);
    } else this.handles.invalidateKey(key);
    this.handles.invalidateTopic(TOPIC_OF[change.kind]);
    if (change.kind === 'object' && change.what === 'changed') this.invalidateExtending(change.id);
  }

  private invalidateExtending(id: string): void {
    for (const entry of this.all('object')) {
      if (entry.properties['qExtendsId'] === id) this.handles.invalidateKey(entryKey(entry));
    }
  }
}

/** The key of an entry among a session's handles. */
function entryKey(entry: StoredObject): string {
  return `${entry.kind}:${entry.id}`;
}
