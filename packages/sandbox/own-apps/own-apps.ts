import { resolve } from 'node:path';
import type { AppCatalog } from '../apps/app-definition.ts';
import { AppFileError } from './app-file-error.ts';
import { type AppProblem, checkApp } from './app-check.ts';
import { AppWatcher } from './app-watcher.ts';
import { type OwnApp, readOwnApp } from './own-app.ts';

/** An app of the user's own as the sandbox serves it. */
export interface OwnAppReport {
  readonly id: string;
  readonly name: string;
  /** The folder or file. */
  readonly source: string;
  readonly objects: number;
  /** What the sandbox cannot do of it. */
  readonly problems: readonly AppProblem[];
}

/** The apps of the user's own. */
export class OwnApps {
  private readonly loaded = new Map<string, { readonly app: OwnApp; readonly report: OwnAppReport }>();

  private constructor() {}

  /** @throws {AppFileError} when a file of an app cannot be used, or two apps come from one place */
  static async read(paths: readonly string[]): Promise<OwnApps> {
    const apps = new OwnApps();
    const sources = paths.map((path) => resolve(path));
    const twice = sources.find((source, index) => sources.indexOf(source) !== index);
    if (twice !== undefined) throw new AppFileError(twice, 'is given twice.');
    for (const source of sources) await apps.add(source);
    return apps;
  }

  get reports(): readonly OwnAppReport[] {
    return [...this.loaded.values()].map(({ report }) => report);
  }

  /** Returns a catalog with these apps after its own. */
  in(catalog: AppCatalog): AppCatalog {
    if (this.loaded.size === 0) return catalog;
    const { loaded } = this;
    return {
      ...catalog,
      apps: [...catalog.apps, ...[...loaded.values()].map(({ app }) => app.summary)],
      connectionsOf: (id) => loaded.get(id)?.app.connections ?? catalog.connectionsOf?.(id),
      load: async (id) => loaded.get(id)?.app.content ?? catalog.load(id),
    };
  }

  /**
   * Reads an app again when one of its files changes. An app that cannot be read stays as it was.
   * @returns a function that ends this
   */
  watch(listener: {
    readonly changed: (report: OwnAppReport) => void;
    readonly failed: (error: AppFileError) => void;
  }): () => Promise<void> {
    const watchers = [...this.loaded.values()].map(
      ({ app: { source } }) => new AppWatcher(source, () => void this.readAgain(source, listener)),
    );
    return async () => {
      await Promise.all(watchers.map((watcher) => watcher.close()));
    };
  }

  private async readAgain(
    source: string,
    { changed, failed }: Parameters<OwnApps['watch']>[0],
  ): Promise<void> {
    try {
      const { summary } = await this.add(source);
      const report = this.loaded.get(summary.id)?.report;
      if (report !== undefined) changed(report);
    } catch (error) {
      failed(
        error instanceof AppFileError
          ? error
          : new AppFileError(source, error instanceof Error ? error.message : String(error), {
              cause: error,
            }),
      );
    }
  }

  private async add(path: string): Promise<OwnApp> {
    const app = await readOwnApp(path);
    const { summary, source, content } = app;
    const problems = await checkApp(app);
    this.loaded.set(summary.id, {
      app,
      report: { id: summary.id, name: summary.name, source, objects: content.objects.length, problems },
    });
    return app;
  }
}
