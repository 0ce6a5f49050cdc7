import { NATURAL_ORDER, type SortDirection, toSortOrder } from './column-sorting';

/** A dimension. */
export type DimensionDefinition =
  | string
  | {
      /** A field's name, or an expression that begins with `=`. */
      readonly field: string;
      readonly label?: string;
      /** Omits rows in which this is null. */
      readonly hidesNull?: boolean;
    }
  | { readonly libraryId: string; readonly hidesNull?: boolean };

/** A measure. */
export type MeasureDefinition =
  | string
  | {
      /** For example `Sum(Sales)`. */
      readonly expression: string;
      readonly label?: string;
      /** Qlik's number format, for example `#,##0.00`. */
      readonly format?: string;
    }
  | { readonly libraryId: string };

/** The sort order of rows. */
export interface SortOrder {
  /** Index among all columns: {@link HypercubeColumn.index}. */
  readonly column: number;
  readonly direction: SortDirection;
}

/** A straight table of given columns. A string is a field's name, or an expression. */
export interface HypercubeFields {
  readonly dimensions: readonly DimensionDefinition[];
  readonly measures: readonly MeasureDefinition[];
  readonly sort?: SortOrder;
  /** Omits rows in which all measures are zero or null. */
  readonly suppressesZero?: boolean;
  /** Omits rows in which all measures are null. Default: true. */
  readonly suppressesMissing?: boolean;
  /** An alternate state of the app. Default: the default state. */
  readonly stateName?: string;
  readonly objectId?: never;
}

/** The straight table of an object of the app. */
export interface HypercubeOfObject {
  readonly objectId: string;
  readonly dimensions?: never;
  readonly measures?: never;
}

/** The table to calculate. */
export type HypercubeDefinition = HypercubeFields | HypercubeOfObject;

/** The engine's limit of cells in one page. */
export const MAX_CELLS_PER_PAGE = 10_000;

/** Number of rows that come with the layout, in the same round trip. */
const FIRST_ROWS = 100;

/** The properties of the session object that calculates the table. */
export function toProperties(definition: HypercubeFields): Readonly<Record<string, unknown>> {
  const { dimensions, measures, sort } = definition;
  const width = dimensions.length + measures.length;
  const order = Array.from({ length: width }, (_, index) => index);
  return {
    qInfo: { qType: 'ngx-qlik-table' },
    ...(definition.stateName && { qStateName: definition.stateName }),
    qHyperCubeDef: {
      qMode: 'S',
      qDimensions: dimensions.map((each, index) => toDimension(each, sort, index)),
      qMeasures: measures.map((each, index) => toMeasure(each, sort, dimensions.length + index)),
      qInterColumnSortOrder: toSortOrder(order, sort?.column),
      qSuppressZero: definition.suppressesZero ?? false,
      qSuppressMissing: definition.suppressesMissing ?? true,
      ...(definition.stateName && { qStateName: definition.stateName }),
      qInitialDataFetch: [
        {
          qTop: 0,
          qLeft: 0,
          qWidth: width,
          qHeight: Math.min(FIRST_ROWS, Math.floor(MAX_CELLS_PER_PAGE / Math.max(width, 1))),
        },
      ],
    },
  };
}

function toDimension(definition: DimensionDefinition, sort: SortOrder | undefined, column: number): unknown {
  const isReversed = sort?.column === column && sort.direction === 'descending';
  if (typeof definition !== 'string' && 'libraryId' in definition) {
    return {
      qLibraryId: definition.libraryId,
      qNullSuppression: definition.hidesNull ?? false,
      qDef: { qReverseSort: isReversed, qSortCriterias: [NATURAL_ORDER] },
    };
  }
  const { field, label, hidesNull } =
    typeof definition === 'string' ? { field: definition, label: '', hidesNull: false } : definition;
  return {
    qNullSuppression: hidesNull ?? false,
    qDef: {
      qFieldDefs: [toFieldDefinition(field)],
      qFieldLabels: [label || (field.startsWith('=') ? '' : field)],
      qReverseSort: isReversed,
      qSortCriterias: [NATURAL_ORDER],
    },
  };
}

function toMeasure(definition: MeasureDefinition, sort: SortOrder | undefined, column: number): unknown {
  // A measure's natural order is descending.
  const isReversed = sort?.column === column && sort.direction === 'ascending';
  const qSortBy = { qSortByNumeric: -1 };
  if (typeof definition !== 'string' && 'libraryId' in definition) {
    return { qLibraryId: definition.libraryId, qSortBy, qDef: { qReverseSort: isReversed } };
  }
  const { expression, label, format } =
    typeof definition === 'string' ? { expression: definition, label: '', format: undefined } : definition;
  return {
    qSortBy,
    qDef: {
      qDef: expression.replace(/^=/, ''),
      qLabel: label ?? '',
      qReverseSort: isReversed,
      ...(format && { qNumFormat: { qType: 'F', qFmt: format, qUseThou: 1 } }),
    },
  };
}

/** Returns a field's name in brackets, where it needs them; an expression as it is. */
export function toFieldDefinition(field: string): string {
  return field.startsWith('=') || field.startsWith('[') ? field : `[${field.replaceAll(']', ']]')}]`;
}
