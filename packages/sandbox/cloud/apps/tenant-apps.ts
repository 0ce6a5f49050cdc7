import { randomUUID } from 'node:crypto';
import type {
  AppCatalog,
  AppContent,
  AppCopy,
  AppSummary,
  DataConnection,
} from '../../apps/app-definition.ts';

const EMPTY: AppContent = {
  tables: [],
  objects: [],
  dimensions: [],
  measures: [],
  variables: [],
  script: '',
};

interface OwnApp {
  summary: AppSummary;
  content: () => Promise<AppContent>;
  /** The delivered app that it is a copy of. */
  readonly copyOf: string | undefined;
}

/** The apps of one tenant, in memory: the demo apps, which cannot change, and the apps that users create. */
export class TenantApps implements AppCatalog {
  readonly #own = new Map<string, OwnApp>();
  /** Lists a saved copy in the hub of its owner; set by the tenant. */
  onSavedCopy: ((app: AppSummary, ownerId: string) => void) | undefined;
  /** The connection to the data files of an app's space; set by the tenant. */
  dataFilesOf: ((appId: string) => DataConnection | undefined) | undefined;
  /** The paths of an app's media; set by the tenant. */
  listMedia: ((appId: string) => readonly string[]) | undefined;

  constructor(private readonly delivered: AppCatalog) {}

  get apps(): readonly AppSummary[] {
    return [...this.delivered.apps, ...[...this.#own.values()].map(({ summary }) => summary)];
  }

  get connections(): NonNullable<AppCatalog['connections']> {
    return this.delivered.connections ?? [];
  }

  connectionsOf(id: string): ReturnType<NonNullable<AppCatalog['connectionsOf']>> {
    const own = this.delivered.connectionsOf?.(this.#own.get(id)?.copyOf ?? id);
    const dataFiles = this.dataFilesOf?.(id);
    return dataFiles === undefined ? own : [...(own ?? this.connections), dataFiles];
  }

  mediaOf(id: string): readonly string[] {
    return this.listMedia?.(id) ?? [];
  }

  /** The path of the image in an app's media that is its thumbnail. */
  thumbnailOf(id: string): string | undefined {
    return this.apps.find((app) => app.id === id)?.thumbnail;
  }

  /** @throws {RangeError} when no app has that id */
  async load(id: string): Promise<AppContent> {
    const own = this.#own.get(id);
    return own === undefined ? this.delivered.load(id) : own.content();
  }

  /** Saves script, data and thumbnail of an app that a user created; does nothing for the demo apps. */
  save(
    id: string,
    content: AppContent,
    { lastReloadTime, thumbnail }: Pick<AppSummary, 'lastReloadTime' | 'thumbnail'>,
  ): void {
    const own = this.#own.get(id);
    if (own === undefined) {
      return;
    }
    own.content = () => Promise.resolve(content);
    const { thumbnail: _, ...summary } = own.summary;
    own.summary = { ...summary, lastReloadTime, ...(thumbnail === undefined ? {} : { thumbnail }) };
  }

  /** Creates an app without data, or with the content of another app. @param now ISO 8601 */
  create(
    { name, description }: Pick<AppSummary, 'name' | 'description'>,
    now: string,
    copyOf?: string,
  ): AppSummary {
    const source = this.apps.find((app) => app.id === copyOf);
    const summary: AppSummary = {
      id: randomUUID(),
      name,
      description,
      createdAt: now,
      updatedAt: now,
      lastReloadTime: source?.lastReloadTime ?? '',
      ...(source?.thumbnail === undefined ? {} : { thumbnail: source.thumbnail }),
    };
    this.#own.set(summary.id, {
      summary,
      copyOf: source === undefined ? undefined : (this.#own.get(source.id)?.copyOf ?? source.id),
      content: () => (source === undefined ? Promise.resolve(EMPTY) : this.load(source.id)),
    });
    return summary;
  }

  /** Adds the copy that a user saves in the engine, and calls `onSavedCopy`. */
  saveCopy({ name, description, content, lastReloadTime, copyOf, ownerId }: AppCopy): string {
    const now = new Date().toISOString();
    const created = this.create({ name, description }, now, copyOf);
    this.save(created.id, content, { lastReloadTime });
    this.onSavedCopy?.({ ...created, lastReloadTime }, ownerId);
    return created.id;
  }

  /** Returns whether a user created the app, so that it can be changed. */
  isOwn(id: string): boolean {
    return this.#own.has(id);
  }

  /** Gives an app of a user the content of another app, or its objects only. */
  replaceContent(id: string, sourceId: string, part: 'all' | 'objects'): void {
    const own = this.#own.get(id);
    const source = this.apps.find((app) => app.id === sourceId);
    if (own === undefined || source === undefined) return;
    const { content: present, summary } = own;
    own.content = async () => {
      const content = await this.load(sourceId);
      if (part === 'all') return content;
      const { tables, lineage, fieldsOnTheFly } = await present();
      return {
        ...content,
        tables,
        ...(lineage === undefined ? {} : { lineage }),
        ...(fieldsOnTheFly === undefined ? {} : { fieldsOnTheFly }),
      };
    };
    if (part === 'all') own.summary = { ...summary, lastReloadTime: source.lastReloadTime };
  }

  change(id: string, changes: Partial<Pick<AppSummary, 'name' | 'description' | 'updatedAt'>>): void {
    const own = this.#own.get(id);
    if (own !== undefined) {
      own.summary = { ...own.summary, ...changes };
    }
  }

  remove(id: string): void {
    this.#own.delete(id);
  }

  /** Removes all apps that users created. @returns their ids */
  removeOwn(): readonly string[] {
    const ids = [...this.#own.keys()];
    this.#own.clear();
    return ids;
  }
}
