import { signal } from '@angular/core';
import type { QlikResource } from 'ngx-qlik';
import { type WatchOptions, watchEngineObject } from '../objects/engine-object';
import { isTrueAt, numberAt, recordsAt, textAt } from '../objects/layout';
import type { AppSessionSource } from '../objects/session-source';

/** An object on a sheet, with its position in the sheet's grid. */
export interface SheetCell {
  readonly objectId: string;
  /** Type of the visualization, for example `barchart`. */
  readonly type: string;
  readonly column: number;
  readonly row: number;
  readonly columnSpan: number;
  readonly rowSpan: number;
}

/** A sheet of an app. */
export interface Sheet {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Sort order of the sheets. */
  readonly rank: number;
  /** Number of columns of the grid. */
  readonly columns: number;
  readonly rows: number;
  readonly cells: readonly SheetCell[];
  readonly isPublished: boolean;
}

/** The sheets of an app, kept up to date. */
export type Sheets = QlikResource<readonly Sheet[]>;

/** Returns the sheets of the session's app, sorted by rank, without those whose show condition is not met. */
export function injectSheets(appSession: AppSessionSource, options: WatchOptions = {}): Sheets {
  return watchEngineObject(appSession, signal(SHEET_LIST).asReadonly(), readSheets, options).resource;
}

const SHEET_LIST = {
  properties: {
    qInfo: { qType: 'ngx-qlik-sheets' },
    qAppObjectListDef: {
      qType: 'sheet',
      qData: {
        title: '/qMetaDef/title',
        labelExpression: '/labelExpression',
        showCondition: '/showCondition',
        description: '/qMetaDef/description',
        cells: '/cells',
        rank: '/rank',
        columns: '/columns',
        rows: '/rows',
      },
    },
  },
};

function readSheets(layout: unknown): readonly Sheet[] {
  return recordsAt(layout, 'qAppObjectList', 'qItems')
    .filter((item) => isShown(textAt(item, 'qData', 'showCondition')))
    .map((item) => ({
      id: textAt(item, 'qInfo', 'qId'),
      title:
        textAt(item, 'qData', 'labelExpression') ||
        textAt(item, 'qMeta', 'title') ||
        textAt(item, 'qData', 'title'),
      description: textAt(item, 'qMeta', 'description') || textAt(item, 'qData', 'description'),
      rank: numberAt(item, 'qData', 'rank') ?? 0,
      columns: numberAt(item, 'qData', 'columns') ?? 24,
      rows: numberAt(item, 'qData', 'rows') ?? 12,
      cells: recordsAt(item, 'qData', 'cells').map((cell) => ({
        objectId: textAt(cell, 'name'),
        type: textAt(cell, 'type'),
        column: numberAt(cell, 'col') ?? 0,
        row: numberAt(cell, 'row') ?? 0,
        columnSpan: numberAt(cell, 'colspan') ?? 1,
        rowSpan: numberAt(cell, 'rowspan') ?? 1,
      })),
      isPublished: isTrueAt(item, 'qMeta', 'published'),
    }))
    .sort((a, b) => a.rank - b.rank);
}

/** The engine evaluates the condition to a text: "0" and "false" hide the sheet, any other text shows it. */
function isShown(condition: string): boolean {
  return condition.trim() !== '0' && condition.trim().toLowerCase() !== 'false';
}
