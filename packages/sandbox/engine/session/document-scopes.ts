import type { AppInfo } from '../expression/app-functions.ts';
import { EvaluationScope, type NamedDefinitions } from '../expression/evaluation-scope.ts';
import { bookmarkSelections } from '../objects/bookmark-selections.ts';
import { masterDimension, masterMeasure } from '../objects/master-items.ts';
import type { EntryKind, StoredObject } from '../objects/stored-object.ts';
import { toObject, toText } from '../protocol/json.ts';
import { DEFAULT_STATE, type SelectionSnapshot } from '../selection/selection-set.ts';
import type { SelectionStore } from '../selection/selection-store.ts';
import type { OpenApp } from './document-data.ts';

/** What expressions of a document refer to. */
interface ScopeSource {
  readonly app: OpenApp;
  readonly selections: SelectionStore;
  find(kind: EntryKind, id: string): StoredObject | undefined;
  all(kind: EntryKind): readonly StoredObject[];
}

/** The scopes in which the expressions of a document are evaluated. Each is valid for fixed selections. */
export class DocumentScopes {
  private liveScope: EvaluationScope | undefined;
  private modalScope: EvaluationScope | undefined;
  private readonly openedAt = new Date().toISOString();

  constructor(
    private readonly source: ScopeSource,
    private readonly userName: string,
  ) {}

  /** The scope of the current selections. */
  get live(): EvaluationScope {
    const { snapshot } = this.source.selections;
    if (this.liveScope?.snapshot !== snapshot) this.liveScope = this.of(snapshot);
    return this.liveScope;
  }

  /** The scope of the selections at the start of modal mode; undefined outside modal mode. */
  get beforeModal(): EvaluationScope | undefined {
    const { beforeModal } = this.source.selections;
    if (beforeModal === undefined) return undefined;
    if (this.modalScope?.snapshot !== beforeModal) this.modalScope = this.of(beforeModal);
    return this.modalScope;
  }

  /** Returns a scope without selections in any state. */
  unselected(): EvaluationScope {
    return this.of(new Map());
  }

  /** Makes new scopes, after a change of what they refer to. */
  renew(): void {
    [this.liveScope, this.modalScope] = [undefined, undefined];
  }

  /** What functions such as `DocumentTitle` and `OSUser` return. */
  get facts(): AppInfo {
    const { id, name: title, lastReloadTime: reloadTime } = this.source.app.summary;
    return { id, title, reloadTime, openedAt: this.openedAt, userName: this.userName };
  }

  /** Returns the definition of a variable, or undefined. */
  variableDefinition(name: string): string | undefined {
    const entry = this.source.all('variable').find((candidate) => candidate.properties['qName'] === name);
    return entry ? toText(entry.properties['qDefinition']) : undefined;
  }

  /** Returns whether expressions can refer to a variable, master measure or master dimension by that name. */
  isNamed(name: string): boolean {
    const named = this.definitions;
    const found = named.variable(name) ?? named.measure?.(name) ?? named.dimension?.(name);
    return found !== undefined;
  }

  private of(snapshot: SelectionSnapshot): EvaluationScope {
    return new EvaluationScope(this.source.app.fields, snapshot, this.definitions);
  }

  /** Definitions that expressions refer to by name, besides fields. */
  private get definitions(): NamedDefinitions {
    const { source } = this;
    return {
      variable: (name) => this.variableDefinition(name),
      bookmark: (name) => this.findBookmark(name),
      measure: (label) => masterMeasure(source.all('measure'), label),
      dimension: (name) => masterDimension(source.all('dimension'), name),
      step: (count) => source.selections.step(count),
      app: this.facts,
    };
  }

  private findBookmark(name: string) {
    const byName = this.source
      .all('bookmark')
      .find((entry) => toObject(entry.properties['qMetaDef'])['title'] === name);
    const entry = this.source.find('bookmark', name) ?? byName;
    return entry
      ? bookmarkSelections(entry.properties, this.source.app.fields).get(DEFAULT_STATE)
      : undefined;
  }
}
