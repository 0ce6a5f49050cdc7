import { signal } from '@angular/core';
import type { QlikResource } from 'ngx-qlik';
import { type WatchOptions, watchEngineObject } from '../objects/engine-object';
import { isTrueAt, numberAt, recordsAt, textAt, textsAt } from '../objects/layout';
import type { AppSessionSource } from '../objects/session-source';

/** A field of an app's data model. */
export interface AppField {
  readonly name: string;
  /** Number of distinct values. */
  readonly cardinality: number;
  /** Qlik's tags, for example `$numeric`, `$date`, `$key`. */
  readonly tags: readonly string[];
  readonly isNumeric: boolean;
  /** Names of the tables with this field; more than one for a key. */
  readonly tables: readonly string[];
}

/** The fields of an app, kept up to date. */
export type AppFields = QlikResource<readonly AppField[]>;

/** Returns the fields of the session's app, sorted by name, without system and hidden fields. */
export function injectFields(appSession: AppSessionSource, options: WatchOptions = {}): AppFields {
  return watchEngineObject(appSession, signal(FIELD_LIST).asReadonly(), readFields, options).resource;
}

const FIELD_LIST = {
  properties: {
    qInfo: { qType: 'ngx-qlik-fields' },
    qFieldListDef: {
      qShowSystem: false,
      qShowHidden: false,
      qShowSrcTables: true,
      qShowSemantic: true,
      qShowDerivedFields: false,
    },
  },
};

function readFields(layout: unknown): readonly AppField[] {
  return recordsAt(layout, 'qFieldList', 'qItems')
    .filter((item) => !isTrueAt(item, 'qIsHidden') && !isTrueAt(item, 'qIsSystem'))
    .map((item) => ({
      name: textAt(item, 'qName'),
      cardinality: numberAt(item, 'qCardinal') ?? 0,
      tags: textsAt(item, 'qTags'),
      isNumeric: isTrueAt(item, 'qIsNumeric') || textsAt(item, 'qTags').includes('$numeric'),
      tables: textsAt(item, 'qSrcTables'),
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
