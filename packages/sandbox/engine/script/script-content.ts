import type { Column, Table } from '../../apps/app-definition.ts';
import { parseDate } from '../expression/date-format.ts';
import type { Value } from '../expression/value.ts';
import type { CellFormats } from './cell-value.ts';
import type { ScriptState } from './script-state.ts';

/** Number of values that are checked to detect a date column. */
const SAMPLE_SIZE = 1000;

/** Returns the tables of a script as app tables, without tables that have no fields. */
export function tablesOf(state: ScriptState): readonly Table[] {
  const { formats } = state;
  return state.tables
    .filter((table) => table.columns.size > 0)
    .map((table) => ({
      name: table.name,
      columns: [...table.columns].map(([name, values]): Column => {
        const tags = dateTags(values, formats);
        return tags.length > 0 ? { name, values, tags } : { name, values };
      }),
    }));
}

/** Returns Qlik's tags for a column of dates or timestamps; charts draw it along a continuous axis. */
function dateTags(values: readonly Value[], formats: CellFormats): readonly string[] {
  const sample = values.filter((value) => value !== null && value !== '').slice(0, SAMPLE_SIZE);
  const isIn = (format: string): boolean =>
    sample.length > 0 &&
    sample.every(
      (value) => typeof value === 'object' && value !== null && parseDate(value.text, format) !== undefined,
    );
  if (isIn(formats.date)) return ['$timestamp', '$date'];
  return isIn(formats.timestamp) ? ['$timestamp'] : [];
}
