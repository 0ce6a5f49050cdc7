import { isTrueAt, numberAt, recordsAt, textAt, textsAt } from '../objects/layout';

/** How a field links its table to others. */
export type KeyType =
  /** It does not. */
  | 'none'
  /** It is in several tables. */
  | 'any'
  /** In this table no value occurs twice. */
  | 'primary'
  /** Likewise, and this table has all values of the field. */
  | 'perfect';

/** A field in a table of the data model. */
export interface ModelField {
  readonly name: string;
  /** Number of distinct values in this table. */
  readonly distinctCount: number;
  /** Number of distinct values in all tables. */
  readonly totalDistinctCount: number;
  /** Share of the field's values that this table has, from 0 to 1. */
  readonly subsetRatio: number;
  /** Share of the table's rows in which the field is not null, from 0 to 1. */
  readonly informationDensity: number;
  readonly hasNull: boolean;
  readonly keyType: KeyType;
  /** Qlik's tags, for example `$numeric`, `$date`, `$key`. */
  readonly tags: readonly string[];
  readonly comment: string;
}

/** A table of the data model. */
export interface ModelTable {
  readonly name: string;
  readonly rowCount: number;
  readonly comment: string;
  /** Whether it is loosely coupled: selections do not pass through it. */
  readonly isLoose: boolean;
  readonly fields: readonly ModelField[];
}

/** Tables that the same fields associate. */
export interface ModelAssociation {
  readonly fields: readonly string[];
  readonly tables: readonly string[];
}

/** The data model of an app. */
export interface DataModel {
  readonly tables: readonly ModelTable[];
  readonly associations: readonly ModelAssociation[];
}

/** @see the QIX API's `KeyType` */
const KEY_TYPES: Readonly<Record<string, KeyType>> = {
  NOT_KEY: 'none',
  ANY_KEY: 'any',
  PRIMARY_KEY: 'primary',
  PERFECT_KEY: 'perfect',
};

/** Reads the result of `GetTablesAndKeys`. */
export function readModel(result: unknown): DataModel {
  return {
    tables: recordsAt(result, 'qtr').map((table) => ({
      name: textAt(table, 'qName'),
      rowCount: numberAt(table, 'qNoOfRows') ?? 0,
      comment: textAt(table, 'qComment'),
      isLoose: isTrueAt(table, 'qLoose'),
      fields: recordsAt(table, 'qFields').map((field) => ({
        name: textAt(field, 'qName'),
        distinctCount: numberAt(field, 'qnPresentDistinctValues') ?? 0,
        totalDistinctCount: numberAt(field, 'qnTotalDistinctValues') ?? 0,
        subsetRatio: numberAt(field, 'qSubsetRatio') ?? 0,
        informationDensity: numberAt(field, 'qInformationDensity') ?? 0,
        hasNull: isTrueAt(field, 'qHasNull'),
        keyType: KEY_TYPES[textAt(field, 'qKeyType')] ?? 'none',
        tags: textsAt(field, 'qTags'),
        comment: textAt(field, 'qComment'),
      })),
    })),
    associations: recordsAt(result, 'qk').map((key) => ({
      fields: textsAt(key, 'qKeyFields'),
      tables: textsAt(key, 'qTables'),
    })),
  };
}
