import { valueAt } from '../expression/value-column.ts';
import { jsonNumber, type JsonObject } from '../protocol/json.ts';
import { attributeReader } from './attributes.ts';
import { NULL_ELEMENT, OTHER_ELEMENT, valueNumber, valueText } from './cells.ts';
import type { Cube } from './cube.ts';
import { checkedPages, type Page } from './pages.ts';
import { dataTree, type Branch, type DataTree } from './tree-data.ts';

/**
 * Returns `qSize` of a stacked cube: the number of values of the first dimension as rows, and the largest number of values of the
 * second dimension below one of them as columns. With swapped sizes, line charts show three points and no error.
 */
export function stackedSize(cube: Cube): { readonly qcx: number; readonly qcy: number } {
  const { roots } = dataTree(cube);
  const widest = roots.reduce((most, node) => Math.max(most, node.children.length), 0);
  return { qcx: Math.max(widest, 1), qcy: roots.length };
}

/** Returns `NxStackPage`s: one root per page, first-dimension nodes from `qTop`, second-dimension nodes from `qLeft`. */
export function stackedPages(cube: Cube, pages: unknown): readonly JsonObject[] {
  const { qcx, qcy } = stackedSize(cube);
  return checkedPages(pages, qcx, qcy).map((area) => stackedPage(cube, area));
}

/** Returns the `NxStackPage` of an area within the cube's size. */
export function stackedPage(cube: Cube, qArea: Page): JsonObject {
  return { qData: [root(cube, qArea)], qArea };
}

interface StackedNode extends JsonObject {
  readonly qMaxPos: number;
  readonly qMinNeg: number;
}

function root(cube: Cube, area: Page): JsonObject {
  const tree = dataTree(cube);
  const rows = tree.roots.slice(area.qTop, area.qTop + area.qHeight);
  const nodes = rows.map((node, row) => stackedNode(cube, tree, node, 0, row + area.qTop, area));
  return { ...baseNode(nodes), qText: '', qElemNo: 0, qValue: 'NaN', qType: 'R', qRow: 0 };
}

function stackedNode(
  cube: Cube,
  tree: DataTree,
  node: Branch,
  level: number,
  row: number,
  area: Page,
): StackedNode {
  const dimension = tree.levels[level] ?? -1;
  const symbols = cube.dimensions[dimension]?.field?.symbols;
  const others = cube.others[dimension];
  const isNull = node.code < 0 || !symbols;
  const isOther = node.code === others?.code;
  const shown = level === 0 ? node.children.slice(area.qLeft, area.qLeft + area.qWidth) : node.children;
  const children =
    node.group === undefined
      ? shown.map((child, place) => stackedNode(cube, tree, child, level + 1, place, area))
      : valueNodes(cube, node.group);
  return {
    ...baseNode(
      children,
      level === 0 ? area.qLeft : 0,
      level === 0 ? Math.max(node.children.length - area.qLeft - shown.length, 0) : 0,
    ),
    ...(isOther
      ? { qText: others.label, qElemNo: OTHER_ELEMENT, qValue: 'NaN', qType: 'O' }
      : {
          qText: isNull ? '-' : symbols.textOf(node.code),
          qElemNo: isNull ? NULL_ELEMENT : node.code,
          qValue: isNull ? 'NaN' : jsonNumber(symbols.numberOf(node.code)),
          qType: isNull ? 'U' : 'N',
          ...attributesOf(cube, dimension)(firstGroup(node)),
        }),
    qRow: row,
  };
}

function firstGroup(node: Branch): number {
  const [first] = node.children;
  return node.group ?? (first ? firstGroup(first) : -1);
}

const attributeReaders = new WeakMap<Cube, Map<number, (group: number) => JsonObject>>();

/** Returns a reader of a column's attributes, dimensions first; cached per cube. */
function attributesOf(cube: Cube, column: number): (group: number) => JsonObject {
  const readers = attributeReaders.get(cube) ?? new Map<number, (group: number) => JsonObject>();
  attributeReaders.set(cube, readers);
  let read = readers.get(column);
  if (!read) {
    const dimension = cube.dimensions[column];
    const definition = (dimension ?? cube.measures[column - cube.dimensions.length]?.measure)?.definition;
    read = attributeReader(cube, definition ?? {}, dimension && [dimension.field?.name ?? '']);
    readers.set(column, read);
  }
  return read;
}

function valueNodes(cube: Cube, group: number): readonly StackedNode[] {
  return cube.measures.map(({ measure, values }, qRow) => {
    const value = valueAt(values, group);
    const number = valueNumber(value);
    return {
      qText: valueText(value, measure),
      qElemNo: 0,
      qValue: jsonNumber(number),
      qType: 'V',
      qCanExpand: false,
      qCanCollapse: false,
      qMaxPos: number > 0 ? number : 0,
      qMinNeg: number < 0 ? number : 0,
      qUp: 0,
      qDown: 0,
      qRow,
      qSubNodes: [],
      ...attributesOf(cube, cube.dimensions.length + qRow)(group),
    };
  });
}

/** Returns the members of a node that depend on its children. `qUp` and `qDown` count children outside the page. */
function baseNode(children: readonly StackedNode[], qUp = 0, qDown = 0): StackedNode {
  return {
    qCanExpand: false,
    qCanCollapse: false,
    qMaxPos: children.reduce((sum, child) => sum + child.qMaxPos, 0),
    qMinNeg: children.reduce((sum, child) => sum + child.qMinNeg, 0),
    qUp,
    qDown,
    qSubNodes: children,
  };
}
