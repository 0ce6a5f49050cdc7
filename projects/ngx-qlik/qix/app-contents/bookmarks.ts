import { signal } from '@angular/core';
import type { Doc, GenericBookmark } from '@qlik/api/qix';
import { QlikError, type QlikResource } from 'ngx-qlik';
import type { AppItem } from '../objects/engine-errors';
import { type WatchOptions, watchEngineObject } from '../objects/engine-object';
import { isTrueAt, recordsAt, textAt } from '../objects/layout';
import type { AppSessionSource } from '../objects/session-source';

/** A bookmark: named selections. */
export interface Bookmark {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Whether others see it: on client-managed servers and in shared apps, bookmarks are private until they are published. */
  readonly isPublished: boolean;
}

/** What describes a bookmark. */
export interface BookmarkTexts {
  readonly title: string;
  readonly description?: string;
}

/** A bookmark to create. */
export interface NewBookmark extends BookmarkTexts {
  /** Whether it has the present values of the variables too. Default: false. */
  readonly includesVariables?: boolean;
}

/**
 * The bookmarks of an app, kept up to date. The methods reject with a `QlikError`; `object-not-found` for an unknown id. They resolve when
 * the value has the change.
 */
export interface Bookmarks extends QlikResource<readonly Bookmark[]> {
  /**
   * Applies the bookmark's selections and locks, in place of those that there are, in locked fields too. Resolves when the selections of
   * `injectSelections` in the same app session are these.
   * @throws {QlikError} `engine-error` when the engine does not apply them, for example because the bookmark was deleted
   */
  apply(id: string): Promise<void>;
  /** Creates a bookmark with the present selections of all states. @returns its id, a new one each time */
  create(bookmark: NewBookmark): Promise<string>;
  /** Changes the title or the description. */
  update(id: string, changes: Partial<BookmarkTexts>): Promise<void>;
  /** Replaces the bookmark's selections by the present ones. */
  replaceSelections(id: string): Promise<void>;
  /** @throws {QlikError} `engine-error` when the engine does not delete it */
  delete(id: string): Promise<void>;
  /** Shows it to the others who can open the app. */
  publish(id: string): Promise<void>;
  unpublish(id: string): Promise<void>;
}

/** Returns the bookmarks of the session's app, sorted by title. */
export function injectBookmarks(appSession: AppSessionSource, options: WatchOptions = {}): Bookmarks {
  const list = watchEngineObject(appSession, signal(BOOKMARK_LIST).asReadonly(), readBookmarks, options);
  const inApp = <R>(work: (doc: Doc) => Promise<R>, wanted?: AppItem): Promise<R> =>
    list.command((_, doc) => work(doc), wanted);
  const onBookmark = (id: string, work: (bookmark: GenericBookmark) => Promise<unknown>): Promise<void> =>
    inApp(
      async (doc) => {
        await work(await doc.getBookmark(id));
      },
      { kind: 'bookmark', name: id },
    );
  return Object.assign(list.resource, {
    apply: (id: string) =>
      inApp(async (doc) => {
        if (!(await doc.applyBookmark(id))) throw refused('apply');
      }),
    create: (bookmark: NewBookmark) =>
      inApp(async (doc) => {
        const { id } = await doc.createBookmark(toProperties(bookmark));
        return id;
      }),
    update: (id: string, changes: Partial<BookmarkTexts>) =>
      onBookmark(id, async (bookmark) => {
        const properties = await bookmark.getProperties();
        await bookmark.setProperties({ ...properties, qMetaDef: { ...properties.qMetaDef, ...changes } });
      }),
    replaceSelections: (id: string) =>
      inApp(
        async (doc) => {
          // The engine's answer to an unknown id is no error.
          await doc.getBookmark(id);
          await doc.replaceBookmark(id);
        },
        { kind: 'bookmark', name: id },
      ),
    delete: (id: string) =>
      inApp(async (doc) => {
        if (!(await doc.destroyBookmark(id))) throw refused('delete');
      }),
    publish: (id: string) => onBookmark(id, (bookmark) => bookmark.publish()),
    unpublish: (id: string) => onBookmark(id, (bookmark) => bookmark.unPublish()),
  });
}

function toProperties({ title, description = '', includesVariables = false }: NewBookmark) {
  return {
    qInfo: { qType: 'bookmark' },
    qMetaDef: { title, description },
    creationDate: new Date().toISOString(),
    qIncludeVariables: includesVariables,
  };
}

const BOOKMARK_LIST = {
  properties: {
    qInfo: { qType: 'ngx-qlik-bookmarks' },
    qBookmarkListDef: {
      qType: 'bookmark',
      qData: { title: '/qMetaDef/title', description: '/qMetaDef/description' },
    },
  },
};

function readBookmarks(layout: unknown): readonly Bookmark[] {
  return recordsAt(layout, 'qBookmarkList', 'qItems')
    .map((item) => ({
      id: textAt(item, 'qInfo', 'qId'),
      title: textAt(item, 'qMeta', 'title') || textAt(item, 'qData', 'title'),
      description: textAt(item, 'qMeta', 'description') || textAt(item, 'qData', 'description'),
      isPublished: isTrueAt(item, 'qMeta', 'published'),
    }))
    .sort((a, b) => a.title.localeCompare(b.title));
}

function refused(what: 'apply' | 'delete'): QlikError {
  return new QlikError('engine-error', `The engine did not ${what} the bookmark.`, {
    remedy: 'It may have been deleted, or belong to another user.',
    variant: `bookmark-${what}`,
  });
}
