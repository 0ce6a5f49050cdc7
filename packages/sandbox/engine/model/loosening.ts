import type { EncodedTable } from './island.ts';

/** The fields of a table that can associate it with other tables. */
interface Node {
  readonly table: EncodedTable;
  readonly fields: Set<number>;
}

/**
 * Returns the tables that have to be loosely coupled because of circular references: where there is more than one path of associations
 * between two fields. Of each loop this is the longest table.
 */
export function circularTables(tables: readonly EncodedTable[]): readonly EncodedTable[] {
  const loosened: EncodedTable[] = [];
  for (;;) {
    const loop = loopOf(tables.filter((table) => !loosened.includes(table)));
    const [first, ...others] = loop;
    if (!first) return loosened;
    loosened.push(
      others.reduce((longest, table) => (table.rowCount > longest.rowCount ? table : longest), first),
    );
  }
}

/**
 * Returns the tables of loops. A table is in none if its key fields are all in one other table: it is a branch, which is taken away. What
 * remains is circular.
 */
function loopOf(tables: readonly EncodedTable[]): readonly EncodedTable[] {
  let nodes = tables.map((table): Node => ({ table, fields: new Set(table.columns.keys()) }));
  for (;;) {
    const counts = new Map<number, number>();
    for (const { fields } of nodes)
      for (const field of fields) counts.set(field, (counts.get(field) ?? 0) + 1);
    for (const { fields } of nodes)
      for (const field of fields) if ((counts.get(field) ?? 0) < 2) fields.delete(field);
    const branch = nodes.find((node) => nodes.some((other) => other !== node && isWithin(node, other)));
    const rest = nodes.filter((node) => node !== branch && node.fields.size > 0);
    if (rest.length === nodes.length) return nodes.map(({ table }) => table);
    nodes = rest;
  }
}

function isWithin({ fields }: Node, other: Node): boolean {
  return [...fields].every((field) => other.fields.has(field));
}

/**
 * Returns the tables as they are associated: of a loosely coupled table each field is a table of its own, so that selections do not pass
 * through it. A key field has each of its values once there.
 * @param firstIndex the index of the first of these tables
 */
export function associatedTables(
  tables: readonly EncodedTable[],
  firstIndex: number,
): readonly EncodedTable[] {
  const isKey = (field: number): boolean => tables.filter(({ columns }) => columns.has(field)).length > 1;
  const parts = tables
    .filter(({ isLoose }) => isLoose)
    .flatMap((table) =>
      [...table.columns].map(([field, all]): EncodedTable => {
        const codes = isKey(field) ? Int32Array.from(new Set(all.filter((code) => code >= 0))) : all;
        return { ...table, rowCount: codes.length, columns: new Map([[field, codes]]) };
      }),
    );
  return [
    ...tables.filter(({ isLoose }) => !isLoose),
    ...parts.map((part, place) => ({ ...part, index: firstIndex + place })),
  ];
}
