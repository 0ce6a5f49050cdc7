import { signal } from '@angular/core';
import type { QlikResource } from 'ngx-qlik';
import { type WatchOptions, watchEngineObject } from '../objects/engine-object';
import { type Json, recordAt, recordsAt, textAt, textsAt } from '../objects/layout';
import type { AppSessionSource } from '../objects/session-source';

/** A master item of an app. */
export interface MasterItem {
  readonly kind: 'dimension' | 'measure' | 'visualization';
  /** For dimensions and measures the library id, for visualizations the object id. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Type of a visualization, such as `barchart`. */
  readonly visualization?: string;
}

/** The master items of an app by kind. */
export interface MasterItemsByKind {
  readonly dimensions: readonly MasterItem[];
  readonly measures: readonly MasterItem[];
  readonly visualizations: readonly MasterItem[];
}

/** The master items of an app, kept up to date. */
export type MasterItems = QlikResource<MasterItemsByKind>;

/** Returns the master dimensions, measures and visualizations of the session's app, each sorted by title. */
export function injectMasterItems(appSession: AppSessionSource, options: WatchOptions = {}): MasterItems {
  // One object for all three lists takes one round trip.
  return watchEngineObject(appSession, signal(LIBRARY).asReadonly(), readLibrary, options).resource;
}

const LIBRARY = {
  properties: {
    qInfo: { qType: 'ngx-qlik-master-items' },
    dimensions: {
      qDimensionListDef: {
        qType: 'dimension',
        qData: { title: '/qMetaDef/title', tags: '/qMetaDef/tags' },
      },
    },
    measures: {
      qMeasureListDef: { qType: 'measure', qData: { title: '/qMetaDef/title', tags: '/qMetaDef/tags' } },
    },
    visualizations: {
      qAppObjectListDef: {
        qType: 'masterobject',
        qData: { name: '/qMetaDef/title', visualization: '/visualization', tags: '/qMetaDef/tags' },
      },
    },
  },
};

function readLibrary(layout: unknown): MasterItemsByKind {
  return {
    dimensions: readItems('dimension', recordAt(layout, 'dimensions', 'qDimensionList')),
    measures: readItems('measure', recordAt(layout, 'measures', 'qMeasureList')),
    visualizations: readItems('visualization', recordAt(layout, 'visualizations', 'qAppObjectList')),
  };
}

function readItems(kind: MasterItem['kind'], list: Json): readonly MasterItem[] {
  return recordsAt(list, 'qItems')
    .map((item) => {
      const visualization = textAt(item, 'qData', 'visualization');
      return {
        kind,
        id: textAt(item, 'qInfo', 'qId'),
        title:
          textAt(item, 'qMeta', 'title') || textAt(item, 'qData', 'title') || textAt(item, 'qData', 'name'),
        description: textAt(item, 'qMeta', 'description'),
        tags: textsAt(item, 'qMeta', 'tags'),
        ...(visualization && { visualization }),
      };
    })
    .sort((a, b) => a.title.localeCompare(b.title));
}
