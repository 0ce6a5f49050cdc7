import type { AppContent, AppSummary, Table } from '../../apps/app-definition.ts';
import type { FieldCatalog } from '../expression/field-catalog.ts';
import type { ObjectStore } from '../objects/stored-object.ts';

/** An app opened by a user: its data and the user's copy of its objects. */
export interface OpenApp {
  readonly summary: AppSummary;
  readonly content: AppContent;
  readonly fields: FieldCatalog;
  readonly store: ObjectStore;
}

/** Receives the changes of the data of a document. */
interface DataListener {
  /** Called for a change of the data; makes it by calling `replace`. */
  replacing(replace: () => void): void;
  /** Called after a field was added: what was an unknown name has values now. */
  defined(): void;
  /** Called after a change of the script, or of the reload time. */
  changed(): void;
}

/** Script and data of an app as a session has them: those of the catalog until the session changes them. */
export class DocumentData {
  private sessionScript: string | undefined;
  private hasSessionData = false;
  /** The app before its model was changed without a reload. */
  private unchangedModel: OpenApp | undefined;

  constructor(
    private openApp: OpenApp,
    private readonly listener: DataListener,
  ) {}

  get app(): OpenApp {
    return this.openApp;
  }

  /** The current load script. */
  get script(): string {
    return this.sessionScript ?? this.openApp.content.script;
  }

  set script(script: string) {
    this.sessionScript = script;
    this.listener.changed();
  }

  /** True when data and script are still those of the catalog, and the catalog does not mark the script as runnable. */
  get isOriginal(): boolean {
    const { content } = this.openApp;
    const isUnchanged = !this.hasSessionData && this.script === content.script;
    return isUnchanged && content.tables.length > 0 && content.hasRunnableScript !== true;
  }

  /** Sets the reload time. @param now ISO 8601 */
  touchReloadTime(now: string): void {
    this.openApp = { ...this.openApp, summary: { ...this.openApp.summary, lastReloadTime: now } };
    this.listener.changed();
  }

  /** Replaces the data for this session, as a reload does. */
  replace(data: Pick<AppContent, 'tables' | 'lineage'>, fields: FieldCatalog, now: string): void {
    this.unchangedModel = undefined;
    this.hasSessionData = true;
    this.set({ ...this.openApp.content, ...data, script: this.script }, fields, now);
  }

  /** Replaces the model until the next reload, such as by one with other loosely coupled tables. */
  changeModel(tables: readonly Table[], fields: FieldCatalog): void {
    this.unchangedModel ??= this.openApp;
    this.set({ ...this.openApp.content, tables }, fields, this.openApp.summary.lastReloadTime);
  }

  /** Restores the model of the catalog, at a reload of data that is still that of the catalog. */
  restoreModel(): void {
    const { unchangedModel } = this;
    if (!unchangedModel) return;
    this.unchangedModel = undefined;
    this.set(unchangedModel.content, unchangedModel.fields, this.openApp.summary.lastReloadTime);
  }

  /** Adds a field on the fly. Its definition is part of the app and stays when the data changes. */
  addFieldOnTheFly(name: string, definition: string): void {
    const added = new Map([...this.openApp.fields.onTheFly, [name, definition]]);
    this.openApp = {
      ...this.openApp,
      content: { ...this.openApp.content, fieldsOnTheFly: [...added] },
      fields: this.openApp.fields.withOnTheFly(added),
    };
    this.listener.defined();
  }

  private set(content: AppContent, fields: FieldCatalog, now: string): void {
    const { onTheFly } = this.openApp.fields;
    this.listener.replacing(() => {
      this.openApp = {
        ...this.openApp,
        content: { ...content, ...(onTheFly.size === 0 ? {} : { fieldsOnTheFly: [...onTheFly] }) },
        fields: fields.withOnTheFly(onTheFly),
        summary: { ...this.openApp.summary, lastReloadTime: now },
      };
    });
  }
}
