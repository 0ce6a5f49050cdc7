import type { DataModel } from '../model/data-model.ts';
import type { Field } from '../model/field.ts';
import type { EncodedTable } from '../model/island.ts';
import { derivedFields } from './field-list.ts';
import { jsonNumber, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';

const MAX_ROWS = 1000;

/** Returns the result of `GetTablesAndKeys`: `TableRecord`s and the fields that associate them. */
export function tableAssociations(model: DataModel): JsonObject {
  return { qtr: model.tables.map((table, place) => tableRecord(model, table, place)), qk: sharedKeys(model) };
}

function tableRecord(model: DataModel, table: EncodedTable, place: number): JsonObject {
  return {
    qName: table.name,
    qLoose: false,
    qNoOfRows: table.rowCount,
    ...(table.comment === undefined ? {} : { qComment: table.comment }),
    qFields: loadedColumns(model, table).map(([index, codes]) => {
      const field = model.fields[index];
      const isKey = (field?.tables.length ?? 0) > 1;
      const used = new Set(codes);
      const nulls = codes.reduce((count, code) => count + (code < 0 ? 1 : 0), 0);
      used.delete(-1);
      return {
        qName: field?.name ?? '',
        qOriginalFields: [],
        qPresent: true,
        qHasNull: nulls > 0,
        qHasWild: false,
        qHasDuplicates: used.size < table.rowCount - nulls,
        qIsSynthetic: false,
        qInformationDensity: table.rowCount === 0 ? 0 : (table.rowCount - nulls) / table.rowCount,
        qnNonNulls: table.rowCount - nulls,
        qnRows: table.rowCount,
        qSubsetRatio: field && field.symbols.size > 0 ? used.size / field.symbols.size : 0,
        qnTotalDistinctValues: field?.symbols.size ?? 0,
        qnPresentDistinctValues: used.size,
        qKeyType: !isKey ? 'NOT_KEY' : used.size === table.rowCount ? 'PERFECT_KEY' : 'ANY_KEY',
        qTags: field?.tags ?? [],
        qDerivedFields: field ? derivedDefinitions(field, model) : [],
        ...(field?.comment === undefined ? {} : { qComment: field.comment }),
        qIsFieldOnTheFly: false,
        qReadableName: field?.name ?? '',
      };
    }),
    qPos: { qx: place * 200, qy: 0 },
    qIsDirectDiscovery: false,
    qIsSynthetic: false,
    qTableTags: [],
    qProfilingData: { qNoOfRows: table.rowCount, qFieldProfiling: [] },
  };
}

/** Returns `DerivedFieldsInTableData`: the field definitions that derive fields of a field. */
function derivedDefinitions(field: Field, model: DataModel): readonly JsonObject[] {
  const names = new Set(derivedFields(field, model).map(({ definitionName }) => definitionName));
  return [...names].map((qDefinitionName) => ({ qDefinitionName, qTags: [], qActive: true }));
}

/** The columns of a table without those that were derived from others. */
function loadedColumns(
  model: DataModel,
  { columns }: EncodedTable,
): readonly (readonly [number, Int32Array])[] {
  return [...columns].filter(([index]) => !model.fields[index]?.derivation);
}

function sharedKeys(model: DataModel): readonly JsonObject[] {
  return model.fields
    .filter((field) => field.tables.length > 1)
    .map((field) => ({
      qKeyFields: [field.name],
      qTables: field.tables.map((table) => model.tables[table]?.name ?? ''),
    }));
}

/**
 * Returns the result of `GetTableData`: rows of a loaded table, at most 1000.
 * @throws {QixError} 2 for an unknown table
 */
export function tableRows(
  model: DataModel,
  name: string,
  offset: number,
  count: number,
): readonly JsonObject[] {
  const table = model.tables.find((candidate) => candidate.name === name);
  if (!table) throw new QixError(QIX_CODES.notFound, 'Table not found', name);
  const from = Math.min(Math.max(offset, 0), table.rowCount);
  const to = Math.min(from + Math.min(Math.max(count, 0), MAX_ROWS), table.rowCount);
  const rows: JsonObject[] = [];
  for (let row = from; row < to; row += 1) {
    const qValue = loadedColumns(model, table).map(([index, codes]) => {
      const code = codes[row] ?? -1;
      const symbols = model.fields[index]?.symbols;
      if (!symbols || code < 0) return { qText: '-', qIsNumeric: false, qNumber: 'NaN' };
      const number = symbols.numberOf(code);
      return { qText: symbols.textOf(code), qIsNumeric: !Number.isNaN(number), qNumber: jsonNumber(number) };
    });
    rows.push({ qValue });
  }
  return rows;
}
