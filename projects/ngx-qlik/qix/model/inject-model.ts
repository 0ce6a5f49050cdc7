import { signal } from '@angular/core';
import type { Doc } from '@qlik/api/qix';
import type { QlikResource } from 'ngx-qlik';
import { type EngineHandle, type WatchOptions, watchEngineObject } from '../objects/engine-object';
import { textAt } from '../objects/layout';
import type { AppSessionSource } from '../objects/session-source';
import { type DataModel, readModel } from './data-model';

/**
 * Returns the data model of the session's app: tables, their fields, and the associations between them. Read again after a reload of the
 * app.
 *
 * @see the QIX API's `GetTablesAndKeys`
 */
export function injectModel(
  appSession: AppSessionSource,
  options: WatchOptions = {},
): QlikResource<DataModel> {
  return watchEngineObject(appSession, signal(MODEL).asReadonly(), readModel, options).resource;
}

const MODEL = { fetch: (doc: Doc) => Promise.resolve(modelOf(doc)) };

/** The app as a handle whose layout is its model. */
function modelOf(doc: Doc): EngineHandle {
  let read: { readonly reloadedAt: string; readonly model: unknown } | undefined;
  return {
    id: doc.id,
    getLayout: async () => {
      // The app says that it has changed for other reasons too; without this call it says so once.
      const reloadedAt = textAt(await doc.getAppLayout(), 'qLastReloadTime');
      if (read && read.reloadedAt === reloadedAt && reloadedAt !== '') return read.model;
      const size = { qcx: 0, qcy: 0 };
      const model: unknown = await doc.getTablesAndKeys(size, size, 0, false, false);
      read = { reloadedAt, model };
      return model;
    },
    on: (event, listener) => {
      doc.on(event, listener);
    },
    removeListener: (event, listener) => {
      doc.removeListener(event, listener);
    },
  };
}
