import type { Doc, GenericObject } from '@qlik/api/qix';
import { toFieldDefinition } from '../hypercube/hypercube-definition';
import { LIST_PATH, type ListValue, readListPage } from '../lists/list-object';
import { recordsAt } from '../objects/layout';
import { removeSessionObject } from '../objects/session-objects';

/** A field whose selected values are read. */
export interface SelectedField {
  readonly field: string;
  readonly stateName?: string | undefined;
  /** Number of its selected values, if it is known. */
  readonly count?: number;
}

/** The engine's limit of values in one page. */
const MAX_VALUES_PER_PAGE = 10_000;

/**
 * Reads the texts of all selected values of a field, by a list in which they come first: the engine's selection object has those of small
 * selections only.
 */
export async function readSelectedTexts(
  doc: Doc,
  { field, stateName, count = Infinity }: SelectedField,
): Promise<readonly string[]> {
  const height = Math.min(count, MAX_VALUES_PER_PAGE);
  const list: GenericObject = await doc.createSessionObject({
    qInfo: { qType: 'ngx-qlik-selected-values' },
    qListObjectDef: {
      ...(stateName !== undefined && { qStateName: stateName }),
      qDef: { qFieldDefs: [toFieldDefinition(field)], qSortCriterias: [{ qSortByState: 1 }] },
      qInitialDataFetch: [{ qTop: 0, qLeft: 0, qWidth: 1, qHeight: height }],
    },
  });
  try {
    const layout: unknown = await list.getLayout();
    const texts = selectedIn(recordsAt(layout, 'qListObject', 'qDataPages'));
    // A page with another value has the last selected one.
    for (let isFull = texts.length === height; isFull && texts.length < count;) {
      const page = { qTop: texts.length, qLeft: 0, qWidth: 1, qHeight: MAX_VALUES_PER_PAGE };
      const more = selectedIn(await list.getListObjectData(LIST_PATH, [page]));
      texts.push(...more);
      isFull = more.length === MAX_VALUES_PER_PAGE;
    }
    return texts;
  } finally {
    removeSessionObject(doc, list.id);
  }
}

function selectedIn(pages: readonly unknown[]): string[] {
  return pages
    .flatMap(readListPage)
    .filter(({ state }: ListValue) => state === 'selected' || state === 'locked')
    .map(({ text }) => text);
}
