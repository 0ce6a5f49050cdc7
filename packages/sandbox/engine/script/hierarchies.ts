import { textOf, type Value } from '../expression/value.ts';
import type { Hierarchy, HierarchyAncestors } from './load-statement.ts';
import { ScriptError } from './script-error.ts';
import { keyOf, takeRows, type ScriptTable } from './script-table.ts';

/** The rows from a root to a node. */
type Path = readonly number[];

/** Limit of a hierarchy's depth. */
const MAX_DEPTH = 200;

/**
 * Returns the paths to the node of each row. A node without a known parent is a root; a node that no root leads to has no path.
 * @throws {ScriptError} for an unknown field, or a hierarchy that is too deep
 */
function pathsOf(table: ScriptTable, node: string, parent: string): readonly (readonly Path[])[] {
  const [nodes, parents] = [columnOf(table, node), columnOf(table, parent)];
  const rowsOf = new Map<string, number[]>();
  nodes.forEach((value, row) => {
    const key = keyOf(value);
    if (key !== undefined) rowsOf.set(key, [...(rowsOf.get(key) ?? []), row]);
  });
  const known = new Map<number, readonly Path[]>();
  const open = new Set<number>();
  const paths = (row: number): readonly Path[] => {
    const found = known.get(row);
    if (found) return found;
    if (open.has(row)) return [];
    if (open.size >= MAX_DEPTH) throw new ScriptError(`The hierarchy is deeper than ${MAX_DEPTH} levels`);
    open.add(row);
    const parentRows = rowsOf.get(keyOf(parents[row] ?? null) ?? '');
    const result = parentRows
      ? parentRows.flatMap((above) => paths(above)).map((path) => [...path, row])
      : [[row]];
    open.delete(row);
    known.set(row, result);
    return result;
  };
  return nodes.map((_, row) => paths(row));
}

/** Returns the expanded nodes table: the input with a column per level, and on request the parent's name, path and depth. */
export function expandedNodes(table: ScriptTable, hierarchy: Hierarchy): ScriptTable {
  const { name, parentName, pathName, depth } = hierarchy;
  const names = columnOf(table, name);
  const sources = columnOf(table, hierarchy.pathSource ?? name);
  const paths = pathsOf(table, hierarchy.node, hierarchy.parent).flat();
  const levels = paths.reduce((most, path) => Math.max(most, path.length), 0);
  const { columns } = takeRows(
    table,
    paths.map((path) => path.at(-1) ?? -1),
  );
  for (let level = 0; level < levels; level += 1)
    columns.set(
      `${name}${level + 1}`,
      paths.map((path) => names[path[level] ?? -1] ?? null),
    );
  const delimiter = hierarchy.pathDelimiter ?? '/';
  const add = (column: string | undefined, value: (path: Path) => Value): void => {
    if (column !== undefined) columns.set(column, paths.map(value));
  };
  add(parentName, (path) => names[path.at(-2) ?? -1] ?? null);
  add(pathName, (path) => path.map((row) => textOf(sources[row] ?? null)).join(delimiter));
  add(depth, (path) => path.length);
  return { name: table.name, columns, rowCount: paths.length };
}

/** Returns a row per node and ancestor; each node is an ancestor of its own, too. */
export function ancestorRows(table: ScriptTable, hierarchy: HierarchyAncestors): ScriptTable {
  const [nodes, names] = [columnOf(table, hierarchy.node), columnOf(table, hierarchy.name)];
  const seen = new Set<string>();
  const pairs = pathsOf(table, hierarchy.node, hierarchy.parent)
    .flat()
    .flatMap((path) =>
      path.map((ancestor, level) => ({
        node: path.at(-1) ?? -1,
        ancestor,
        difference: path.length - 1 - level,
      })),
    )
    .filter(({ node, ancestor, difference }) => {
      const key = [keyOf(nodes[node] ?? null), keyOf(nodes[ancestor] ?? null), difference].join('\u0000');
      return !seen.has(key) && seen.add(key);
    });
  const columns = new Map<string, Value[]>([
    [hierarchy.node, pairs.map(({ node }) => nodes[node] ?? null)],
    [hierarchy.name, pairs.map(({ node }) => names[node] ?? null)],
    [hierarchy.ancestor, pairs.map(({ ancestor }) => nodes[ancestor] ?? null)],
    [hierarchy.ancestorName, pairs.map(({ ancestor }) => names[ancestor] ?? null)],
  ]);
  if (hierarchy.depthDifference !== undefined)
    columns.set(
      hierarchy.depthDifference,
      pairs.map(({ difference }) => difference),
    );
  return { name: table.name, columns, rowCount: pairs.length };
}

function columnOf(table: ScriptTable, field: string): readonly Value[] {
  const values = table.columns.get(field);
  if (!values) throw ScriptError.of('fieldNotFound', `Field '${field}' not found`);
  return values;
}
