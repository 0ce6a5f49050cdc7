import { isTrueAt, numberAt, recordAt, recordsAt, textAt } from '../objects/layout';
import { readCell, type SelectionState } from '../hypercube/table-cells';
import { toFieldDefinition } from '../hypercube/hypercube-definition';

/** What the values of a list are sorted by. */
export type ListSort = 'state' | 'frequency' | 'number' | 'text' | 'load-order';

/** Further settings of a list. */
interface ListSettings {
  /** An alternate state of the app. Default: the default state. */
  readonly stateName?: string;
  /** Criteria, which the engine compares in the order `state`, `frequency`, `number`, `text`, `load-order`. Default: state, number, text. */
  readonly sort?: readonly ListSort[];
  readonly isDescending?: boolean;
  /** Counts how often each value occurs: in all, or as a share from 0 to 1 of all occurrences. */
  readonly frequency?: 'count' | 'share';
}

/** The values to list: a field's name, an expression that begins with `=`, or a master dimension. */
export type ListDefinition =
  | string
  | (ListSettings & { readonly field: string; readonly libraryId?: never })
  | (ListSettings & { readonly libraryId: string; readonly field?: never });

/** A value of a list. */
export interface ListValue {
  /** Index in the whole list. */
  readonly index: number;
  readonly text: string;
  /** Absent for texts. */
  readonly number?: number;
  /** A parameter of {@link FieldList.select}. */
  readonly elementNumber: number;
  readonly state?: SelectionState;
  /** See {@link ListDefinition}. */
  readonly frequency?: number;
}

/** A calculated list with its first values. */
export interface ListContents {
  readonly title: string;
  /** Number of values; during a search, of those that match. */
  readonly size: number;
  /** Number of all values of the field by their state. */
  readonly counts: Readonly<Record<SelectionState, number>>;
  readonly isLocked: boolean;
  /** Whether one value is always selected in this field. */
  readonly isOneAndOnlyOne: boolean;
  /** The values that came with the layout; {@link FieldList.page} fetches the others. */
  readonly firstValues: readonly ListValue[];
}

/** The path of the list in its object, a parameter of the engine's calls. */
export const LIST_PATH = '/qListObjectDef';

/** Number of values that come with the layout, in the same round trip. */
const FIRST_VALUES = 100;

const SORTS: Readonly<Record<ListSort, string>> = {
  state: 'qSortByState',
  frequency: 'qSortByFrequency',
  number: 'qSortByNumeric',
  text: 'qSortByAscii',
  'load-order': 'qSortByLoadOrder',
};

/** Criteria for which the engine's common direction is from the highest down. */
const DOWNWARD: readonly ListSort[] = ['frequency'];

/** The properties of the session object of a list. */
export function toListProperties(definition: ListDefinition): Readonly<Record<string, unknown>> {
  const settings: ListSettings & { readonly field?: string; readonly libraryId?: string } =
    typeof definition === 'string' ? { field: definition } : definition;
  const {
    field,
    libraryId,
    stateName,
    sort = ['state', 'number', 'text'],
    isDescending,
    frequency,
  } = settings;
  const direction = (by: ListSort): number => {
    // Selected values stay first.
    if (by === 'state') return 1;
    return (DOWNWARD.includes(by) ? -1 : 1) * (isDescending ? -1 : 1);
  };
  return {
    qInfo: { qType: 'ngx-qlik-list' },
    qListObjectDef: {
      ...(stateName && { qStateName: stateName }),
      ...(libraryId && { qLibraryId: libraryId }),
      qDef: {
        ...(field && {
          qFieldDefs: [toFieldDefinition(field)],
          qFieldLabels: [field.startsWith('=') ? '' : field],
        }),
        qSortCriterias: [Object.fromEntries(sort.map((by) => [SORTS[by], direction(by)]))],
      },
      qShowAlternatives: true,
      ...(frequency && { qFrequencyMode: frequency === 'count' ? 'V' : 'R' }),
      qInitialDataFetch: [{ qTop: 0, qLeft: 0, qWidth: 1, qHeight: FIRST_VALUES }],
    },
  };
}

/** Reads the layout of a list. */
export function readList(layout: unknown): ListContents {
  const list = recordAt(layout, 'qListObject');
  const info = recordAt(list, 'qDimensionInfo');
  const count = (name: string): number => numberAt(info, 'qStateCounts', name) ?? 0;
  return {
    title: textAt(info, 'qFallbackTitle'),
    size: numberAt(list, 'qSize', 'qcy') ?? 0,
    counts: {
      selected: count('qSelected') + count('qSelectedExcluded'),
      locked: count('qLocked') + count('qLockedExcluded'),
      possible: count('qOption') + count('qDeselected'),
      alternative: count('qAlternative'),
      excluded: count('qExcluded'),
    },
    isLocked: isTrueAt(info, 'qLocked'),
    isOneAndOnlyOne: isTrueAt(info, 'qIsOneAndOnlyOne'),
    firstValues: recordsAt(list, 'qDataPages').flatMap(readListPage),
  };
}

/** Reads an `NxDataPage` of a list. */
export function readListPage(page: unknown): readonly ListValue[] {
  const top = numberAt(page, 'qArea', 'qTop') ?? 0;
  const rows = recordAt(page)['qMatrix'];
  return (Array.isArray(rows) ? rows : []).flatMap((row: unknown, index) => {
    const cell: unknown = Array.isArray(row) ? row[0] : undefined;
    if (cell === undefined) return [];
    const { text, number, elementNumber, state } = readCell(cell);
    const frequency = toFrequency(recordAt(cell)['qFrequency']);
    return [
      {
        index: top + index,
        text,
        ...(number !== undefined && { number }),
        elementNumber,
        ...(state && { state }),
        ...(frequency !== undefined && { frequency }),
      },
    ];
  });
}

/** The engine sends a frequency as a text. */
function toFrequency(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number.parseFloat(value.replace(',', '.')) : Number(value);
  return Number.isNaN(number) ? undefined : number;
}
