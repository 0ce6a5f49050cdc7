import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AppCatalog, AppContent, AppCopy, AppSummary } from '../../apps/app-definition.ts';
import { FieldCatalog } from '../expression/field-catalog.ts';
import { regionalSettings, type RegionalSettings } from '../expression/regional-settings.ts';
import { DataModel } from '../model/data-model.ts';
import { mediaPath } from '../objects/static-content.ts';
import { storeOf, type ObjectStore } from '../objects/stored-object.ts';
import { toObject, toText } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import type { OpenApp } from './document-data.ts';
import type { SessionDocument } from './session-document.ts';

interface LoadedApp {
  readonly content: AppContent;
  readonly fields: FieldCatalog;
}

/** An app that is in memory or on its way there, and the sessions that wait for it. */
interface Loading {
  readonly app: Promise<LoadedApp>;
  readonly listeners: Set<ProgressListener>;
}

/** Receives the text of a progress message. */
type ProgressListener = (text: string) => void;

/**
 * Loads apps, saves them and keeps them in memory. All users share the data. Each user has a copy of the objects, which all sessions of that
 * user share.
 */
export class AppLoader {
  private readonly loaded = new Map<string, Loading>();
  private readonly stores = new Map<string, ObjectStore>();

  constructor(private readonly catalog: AppCatalog) {}

  /** Ids of the apps whose data is in memory. */
  get loadedIds(): readonly string[] {
    return [...this.loaded.keys()];
  }

  /**
   * @param onProgress called while the app is being loaded, for this session or an earlier one
   * @throws {QixError} 1003 when there is no such app.
   */
  async open(appId: string, userId: string, onProgress: ProgressListener): Promise<OpenApp> {
    const summary = this.catalog.apps.find((app) => app.id === appId);
    if (!summary) throw new QixError(QIX_CODES.appNotFound, 'App not found', appId);
    let loading = this.loaded.get(appId);
    if (!loading) {
      const listeners = new Set<ProgressListener>();
      loading = { listeners, app: this.load(appId, (text) => listeners.forEach((report) => report(text))) };
      this.loaded.set(appId, loading);
      // The next call retries a failed load.
      loading.app.catch(() => this.loaded.delete(appId));
    }
    loading.listeners.add(onProgress);
    const { content, fields } = await loading.app.finally(() => loading.listeners.delete(onProgress));
    const key = `${userId}|${appId}`;
    const store = this.stores.get(key) ?? storeOf(content, summary.createdAt);
    this.stores.set(key, store);
    return { summary, content, fields, store };
  }

  /**
   * Returns a session app with the objects and the script of an app, without its data.
   * @throws {QixError} 1003 when there is no such app
   */
  async copyForSession(appId: string, id: string): Promise<OpenApp> {
    const source = this.catalog.apps.find((app) => app.id === appId);
    if (!source) throw new QixError(QIX_CODES.appNotFound, 'App not found', appId);
    const content = await this.catalog.load(appId);
    return sessionApp(id, { ...content, tables: [] }, source.name);
  }

  /** Saves script, data and thumbnail of an app, if the catalog supports it. */
  save({ app: { summary, content }, data: { script }, appProperties }: SessionDocument): void {
    if (this.catalog.save === undefined) return;
    const thumbnail = mediaPath(toObject(appProperties['qThumbnail'] ?? {})['qUrl']);
    this.catalog.save(
      summary.id,
      { ...content, script, hasRunnableScript: true },
      { lastReloadTime: summary.lastReloadTime, ...(thumbnail === undefined ? {} : { thumbnail }) },
    );
    this.evict(summary.id);
  }

  /** Adds a copy of an app to the catalog and returns its id. @throws {QixError} 5 when the catalog does not support it */
  saveCopy(copy: AppCopy): string {
    if (this.catalog.saveCopy) return this.catalog.saveCopy(copy);
    throw new QixError(QIX_CODES.accessDenied, 'Users cannot create apps here', copy.name);
  }

  /** The paths of the images in an app's media. */
  mediaOf(appId: string): readonly string[] {
    return this.catalog.mediaOf?.(appId) ?? [];
  }

  /** Removes the app's data from memory, so that the next call of `open` reads the catalog again. Users' objects are kept. */
  evict(appId: string): void {
    this.loaded.delete(appId);
  }

  /** Removes the app's data and the users' objects, so that the next call of `open` begins with what the catalog has then. */
  forget(appId: string): void {
    this.loaded.delete(appId);
    for (const key of this.stores.keys()) if (key.endsWith(`|${appId}`)) this.stores.delete(key);
  }

  private async load(appId: string, report: ProgressListener): Promise<LoadedApp> {
    const content = await this.catalog.load(appId);
    const settings = settingsOf(content);
    const building = DataModel.buildInSteps(content.tables, settings.marks.decimal);
    for (;;) {
      // Each step blocks the event loop: pending `GetProgress` requests, and those of other sessions, are handled before it.
      await nextTurn();
      const step = building.next();
      if (step.done === true) {
        const fieldsOnTheFly = new Map(content.fieldsOnTheFly);
        return { content, fields: new FieldCatalog(step.value, settings, fieldsOnTheFly) };
      }
      report(`Building the data model: ${Math.floor(step.value * 100)} %`);
    }
  }
}

/** Returns the formats of an app's variables. */
function settingsOf({ variables }: AppContent): RegionalSettings {
  return regionalSettings((name) => {
    const variable = variables.find(({ qName }) => qName === name);
    return variable ? toText(variable['qDefinition']) : undefined;
  });
}

/** Returns a session app without data and objects. */
export function emptyApp(id: string): OpenApp {
  return sessionApp(
    id,
    { tables: [], objects: [], dimensions: [], measures: [], variables: [], script: '' },
    id,
  );
}

function sessionApp(id: string, content: AppContent, name: string): OpenApp {
  const now = new Date().toISOString();
  const summary: AppSummary = {
    id,
    name,
    description: '',
    createdAt: now,
    updatedAt: now,
    lastReloadTime: '',
  };
  return { summary, content, fields: new FieldCatalog(DataModel.build([])), store: storeOf(content, now) };
}
