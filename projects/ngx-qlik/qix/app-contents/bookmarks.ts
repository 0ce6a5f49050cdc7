import { type Signal, signal } from '@angular/core';
import { QlikError } from 'ngx-qlik';
import { type EngineValueState, type WatchOptions, watchEngineObject } from '../objects/engine-object';
import { recordsAt, textAt } from '../objects/layout';
import type { AppSession } from '../session/app-session';

/** A bookmark: named selections. */
export interface Bookmark {
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/** The bookmarks of an app, kept up to date. */
export interface Bookmarks {
  readonly state: Signal<EngineValueState<readonly Bookmark[]>>;
  /**
   * Applies the bookmark's selections.
   * @throws {QlikError} `engine-error` when the engine does not apply them, for example because the bookmark was deleted
   */
  apply(id: string): Promise<void>;
  destroy(): void;
}

/** Returns the bookmarks of the session's app, sorted by title. */
export function injectBookmarks(
  appSession: Signal<AppSession | undefined>,
  options: WatchOptions = {},
): Bookmarks {
  const list = watchEngineObject(appSession, signal(BOOKMARK_LIST).asReadonly(), readBookmarks, options);
  return {
    state: list.state,
    apply: (id) =>
      list.call(async (_, doc) => {
        if (!(await doc.applyBookmark(id))) throw notApplied();
      }),
    destroy: list.destroy,
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
    }))
    .sort((a, b) => a.title.localeCompare(b.title));
}

function notApplied(): QlikError {
  return new QlikError('engine-error', 'The engine did not apply the bookmark.', {
    remedy: 'It may have been deleted, or a locked field keeps its selections.',
  });
}
