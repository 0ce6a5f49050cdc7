import type { Column, Dual, Table } from '../../apps/app-definition.ts';

/** A table of the data model as system fields describe it. */
export interface DescribedTable {
  readonly name: string;
  readonly rowCount: number;
  readonly fields: readonly string[];
}

/**
 * Returns the tables of the system fields: `$Table`, `$Field` and `$FieldNo` with a row per field of each table, and `$Rows` and `$Fields`
 * with a row per table. `$Info` has no values: there are no tables of information.
 */
export function systemTables(tables: readonly DescribedTable[]): readonly Table[] {
  if (tables.length === 0) return [];
  const all = tables.flatMap(({ name, fields }) =>
    fields.map((field, place) => ({ name, field, number: place + 1 })),
  );
  return [
    {
      name: '$Table',
      columns: [
        systemColumn(
          '$Table',
          tables.map(({ name }) => name),
          true,
        ),
        systemColumn(
          '$Rows',
          tables.map(({ rowCount }) => rowCount),
        ),
        systemColumn(
          '$Fields',
          tables.map(({ fields }) => fields.length),
        ),
      ],
    },
    {
      name: '$Field',
      columns: [
        systemColumn(
          '$Table',
          all.map(({ name }) => name),
        ),
        systemColumn(
          '$Field',
          all.map(({ field }) => field),
          true,
        ),
        systemColumn(
          '$FieldNo',
          all.map(({ number }) => number),
        ),
        systemColumn(
          '$Info',
          all.map(() => null),
        ),
      ],
    },
  ];
}

function systemColumn(name: string, values: readonly Dual[], isKey = false): Column {
  return { name, values, tags: [...(isKey ? ['$key'] : []), '$hidden', '$system'] };
}
