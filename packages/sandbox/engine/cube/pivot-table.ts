import { valueAt, type ValueColumn } from '../expression/value-column.ts';
import type { ChartOrder } from '../expression/chart-rows.ts';
import type { Grouping } from '../expression/grouping.ts';
import type { Value } from '../expression/value.ts';
import { jsonNumber, type JsonObject } from '../protocol/json.ts';
import { attributeReader, attributesOver } from './attributes.ts';
import { NULL_ELEMENT, OTHER_ELEMENT, TOTAL_ELEMENT, valueNumber, valueText } from './cells.ts';
import { evaluateText, expressionIn } from './columns.ts';
import { combineTotal, type Cube } from './cube.ts';
import { shareIn } from './measure-modifiers.ts';
import { checkedPages, type Page } from './pages.ts';
import { hasTotal, pivotAxis, type PivotAxis, type PivotLeaf, type PivotNode } from './pivot-axis.ts';
import type { PivotExpansion } from './pivot-expansion.ts';
import { effectiveLevels, pivotLevels, type PivotLevels } from './pivot-levels.ts';

/** Element number of a padding cell. */
const EMPTY_ELEMENT = -4;

/** A pivot table over a cube, with an expansion. */
export class PivotTable {
  readonly left: PivotAxis;
  readonly top: PivotAxis;
  private readonly levels: PivotLevels;
  private readonly blocks = new Map<string, ValueBlock>();
  private readonly attributes = new Map<number, (code: number) => JsonObject>();

  constructor(
    readonly cube: Cube,
    readonly expansion: PivotExpansion,
  ) {
    this.levels = pivotLevels(cube);
    this.left = pivotAxis(cube, 'left', this.levels.left, expansion);
    this.top = pivotAxis(cube, 'top', this.levels.top, expansion);
  }

  /** `qSize`: columns and rows of the data matrix. */
  get size(): { readonly qcx: number; readonly qcy: number } {
    if (this.cube.order.length === 0) return { qcx: 0, qcy: 0 };
    return { qcx: this.top.leaves.length, qcy: this.left.leaves.length };
  }

  get effectiveOrder(): readonly number[] {
    return effectiveLevels(this.levels);
  }

  get leftLevels(): number {
    return this.levels.left.length;
  }

  /** Returns `NxPivotPage`s. @throws {QixError} 7009 when pages are too large */
  pages(pages: unknown): readonly JsonObject[] {
    const { qcx, qcy } = this.size;
    return checkedPages(pages, qcx, qcy).map((qArea) => ({
      qLeft: this.sideNodes(this.left, qArea.qTop, qArea.qHeight),
      qTop: this.topNodes(qArea),
      qData: this.left.leaves
        .slice(qArea.qTop, qArea.qTop + qArea.qHeight)
        .map((row) =>
          this.top.leaves
            .slice(qArea.qLeft, qArea.qLeft + qArea.qWidth)
            .map((column) => this.valuePoint(row, column)),
        ),
      qArea,
    }));
  }

  /** Returns the node at a level above a leaf. */
  nodeAt(axis: PivotAxis, level: number, leaf: number): PivotNode | undefined {
    let nodes = axis.nodes;
    for (let depth = 0; ; depth += 1) {
      const found = nodes.find((node) => leaf >= node.firstLeaf && leaf < node.firstLeaf + node.leafCount);
      if (!found || depth === level) return found;
      nodes = found.children;
    }
  }

  private topNodes(area: Page): readonly JsonObject[] {
    if (this.top.levels.length > 0) return this.sideNodes(this.top, area.qLeft, area.qWidth);
    if (this.left.levels.includes('measures')) return [];
    // Without levels on top, the top has a node for the measure.
    return this.cube.measures
      .filter(({ measure }) => !measure.isHidden)
      .slice(0, area.qWidth)
      .map(({ measure }, qElemNo) => ({ ...PSEUDO_NODE, qText: measure.title, qElemNo }));
  }

  private sideNodes(axis: PivotAxis, first: number, count: number): readonly JsonObject[] {
    const show = (nodes: readonly PivotNode[]): readonly JsonObject[] =>
      nodes
        .filter((node) => node.firstLeaf < first + count && node.firstLeaf + node.leafCount > first)
        .map((node) => ({
          ...this.label(axis, node),
          ...(node.canExpand ? { qCanExpand: true } : {}),
          ...(node.canCollapse ? { qCanCollapse: true } : {}),
          qUp: Math.max(first - node.firstLeaf, 0),
          qDown: Math.max(node.firstLeaf + node.leafCount - first - count, 0),
          qSubNodes: show(node.children),
        }));
    return count > 0 ? show(axis.nodes) : [];
  }

  /** Returns text, element number and type of a node. */
  label(axis: PivotAxis, node: PivotNode): JsonObject {
    const level = axis.levels[node.level];
    const qType = node.type;
    if (level === undefined) return { qType };
    if (level === 'measures') {
      const qText = this.cube.measures[node.code]?.measure.title ?? '';
      return { ...PSEUDO_NODE, qText, qElemNo: node.code };
    }
    const dimension = this.cube.dimensions[level];
    const symbols = dimension?.field?.symbols;
    if (qType === 'E' || !dimension || !symbols) {
      const isTotaled = dimension !== undefined && hasTotal(dimension);
      return { qElemNo: EMPTY_ELEMENT, qValue: 'NaN', qType: isTotaled ? 'T' : 'E' };
    }
    if (qType === 'T') {
      const label = expressionIn(dimension.definition['qTotalLabel']);
      const qText = evaluateText(label, this.cube.context) || 'Totals';
      return { qText, qElemNo: TOTAL_ELEMENT, qValue: 'NaN', qType };
    }
    if (qType === 'O') {
      return {
        qText: this.cube.others[level]?.label ?? '',
        qElemNo: OTHER_ELEMENT,
        qValue: 'NaN',
        qType,
      };
    }
    if (qType === 'U') return { qText: '-', qElemNo: NULL_ELEMENT, qValue: 'NaN', qType };
    return {
      qText: symbols.textOf(node.code),
      qElemNo: node.code,
      qValue: jsonNumber(symbols.numberOf(node.code)),
      qType,
      ...this.nodeAttributes(level, node.code),
    };
  }

  private nodeAttributes(place: number, code: number): JsonObject {
    let read = this.attributes.get(place);
    if (!read) {
      const dimension = this.cube.dimensions[place];
      const byGroup = attributeReader(this.cube, dimension?.definition ?? {}, [dimension?.field?.name ?? '']);
      const groups = new Map<number, number>();
      this.cube.codes[place]?.forEach((own, group) => groups.set(own, group));
      read = (wanted) => byGroup(groups.get(wanted) ?? -1);
      this.attributes.set(place, read);
    }
    return read(code);
  }

  private valuePoint(row: PivotLeaf, column: PivotLeaf): JsonObject {
    const first = this.cube.measures.findIndex(({ measure }) => !measure.isHidden);
    const place = row.measure ?? column.measure ?? first;
    const result = this.cube.measures[place];
    if (!result) return { qText: '-', qNum: 'NaN', qType: 'U' };
    const block = this.block(row.codes.length, column.codes.length);
    const { value, attributes } = block.read(place, row.codes, column.codes);
    return {
      qText: valueText(value, result.measure),
      qNum: jsonNumber(valueNumber(value)),
      qType: value === null ? 'U' : 'V',
      ...attributes,
    };
  }

  private block(left: number, top: number): ValueBlock {
    const key = `${left}|${top}`;
    let block = this.blocks.get(key);
    if (!block) {
      block = new ValueBlock(
        this.cube,
        this.left.dimensions.slice(0, left),
        this.top.dimensions.slice(0, top),
      );
      this.blocks.set(key, block);
    }
    return block;
  }
}

const PSEUDO_NODE: JsonObject = {
  qText: '',
  qElemNo: -1,
  qValue: 'NaN',
  qType: 'P',
  qUp: 0,
  qDown: 0,
  qSubNodes: [],
};

/** The values of a pivot table for given outer dimensions, aggregated over the inner ones. */
class ValueBlock {
  private readonly grouping: Grouping;
  private readonly groupMap: Int32Array;
  private readonly groups = new Map<string, number>();
  private readonly values = new Map<number, (group: number) => Value>();
  private readonly attributes = new Map<number, (group: number) => JsonObject>();

  constructor(
    private readonly cube: Cube,
    private readonly left: readonly number[],
    top: readonly number[],
  ) {
    const places = [...left, ...top];
    const active = cube.codes.flatMap((codes, dimension) => (codes ? [dimension] : []));
    const { grouping, groupMap } =
      places.length === 0
        ? cube.grouping.asSingleGroup()
        : cube.grouping.coarserByPlaces(places.map((place) => active.indexOf(place)));
    this.grouping = grouping;
    this.groupMap = groupMap;
    for (let group = 0; group < grouping.size; group += 1)
      this.groups.set(grouping.codes.map((codes) => codes[group]).join('|'), group);
  }

  read(
    measure: number,
    left: readonly number[],
    top: readonly number[],
  ): { readonly value: Value; readonly attributes: JsonObject } {
    const group = this.groups.get([...left, ...top].join('|'));
    if (group === undefined) return { value: null, attributes: {} };
    return { value: this.valuesOf(measure)(group), attributes: this.attributesOf(measure)(group) };
  }

  private valuesOf(place: number): (group: number) => Value {
    const known = this.values.get(place);
    if (known) return known;
    const read = this.evaluate(place);
    this.values.set(place, read);
    return read;
  }

  private evaluate(place: number): (group: number) => Value {
    const result = this.cube.measures[place];
    if (!result || result.error || result.measure.expression.trim() === '') return () => null;
    const { scope, state } = this.cube.context;
    const isWhole = this.grouping.fields.length === this.cube.grouping.fields.length;
    const { expression } = result.measure;
    const chart = scope.dependsOnOrder(expression, state) ? this.chartOrder() : undefined;
    const column: ValueColumn = scope.evaluateOver(expression, this.grouping, state, chart);
    const read = (group: number): Value => shareIn(result.whole, valueAt(column, group));
    if (isWhole || result.measure.totalFunction === 'Expr') return read;
    const members = new Map<number, number[]>();
    for (const group of this.cube.order) {
      const value = result.values.numbers[group] as number;
      if (Number.isNaN(value)) continue;
      const there = this.groupMap[group] as number;
      members.set(there, [...(members.get(there) ?? []), value]);
    }
    return (group) => combineTotal(result.measure.totalFunction, members.get(group) ?? [], read(group));
  }

  /** Returns the order of groups in rows and columns, for functions such as `Above` and `Before`. */
  private chartOrder(): ChartOrder {
    const shown = new Set<number>();
    for (const group of this.cube.order) shown.add(this.groupMap[group] as number);
    return { order: Int32Array.from(shown), leftDimensions: this.left.length };
  }

  private attributesOf(place: number): (group: number) => JsonObject {
    const known = this.attributes.get(place);
    if (known) return known;
    const definition = this.cube.measures[place]?.measure.definition ?? {};
    const read = attributesOver(this.cube, definition, this.grouping);
    this.attributes.set(place, read);
    return read;
  }
}

const tables = new WeakMap<Cube, PivotTable>();

/** Returns the pivot table of a cube; cached until cube or expansion changes. */
export function pivotTable(cube: Cube, expansion: PivotExpansion): PivotTable {
  const known = tables.get(cube);
  if (known?.expansion === expansion) return known;
  const made = new PivotTable(cube, expansion);
  tables.set(cube, made);
  return made;
}
