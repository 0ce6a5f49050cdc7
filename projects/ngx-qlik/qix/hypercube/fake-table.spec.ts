import fc from 'fast-check';
import { FakeObject } from '../fake-engine.spec';

/** A column of a {@link FakeTable}. */
export interface FakeColumn {
  readonly isHidden: boolean;
  /** The sign of its sort criteria: 0 for none, and `qReverseSort`. */
  readonly sign: -1 | 0 | 1;
  readonly isReversed: boolean;
}

/** The definition of a {@link FakeTable}. */
export interface FakeTableDefinition {
  readonly dimensions: readonly FakeColumn[];
  readonly measures: readonly FakeColumn[];
  /** `qColumnOrder`: complete, empty, or invalid. */
  readonly columnOrder: readonly number[];
  readonly sortOrder: readonly number[];
  readonly rowCount: number;
  /** The pages that come with the layout. */
  readonly initialPages: readonly {
    readonly qTop: number;
    readonly qLeft: number;
    readonly qWidth: number;
  }[];
  readonly seed: number;
}

interface Sorting {
  sign: number;
  isReversed: boolean;
}

/**
 * An object of an app whose straight table behaves as Qlik documents it, and as Qlik's own table (sn-table) expects it: pages have the
 * columns in `qColumnOrder` (the natural order where that is not one), hidden ones left out; sort orders, patches and
 * `selectHyperCubeValues` count all columns as they were defined.
 *
 * The text of each cell names its column and its value.
 */
export class FakeTable extends FakeObject {
  readonly selections: string[] = [];
  private readonly sortOrders: readonly Sorting[];
  private columns: readonly FakeColumn[];
  private sortOrder: readonly number[];

  constructor(
    id: string,
    private readonly definition: FakeTableDefinition,
  ) {
    super(id, {}, undefined);
    this.columns = [...definition.dimensions, ...definition.measures];
    this.sortOrders = this.columns.map(({ sign, isReversed }) => ({ sign, isReversed }));
    this.sortOrder = definition.sortOrder;
  }

  get visible(): readonly number[] {
    const natural = this.columns.map((_, column) => column);
    const { columnOrder } = this.definition;
    const isOrder = [...columnOrder].sort((one, other) => one - other).join() === natural.join();
    return (isOrder ? columnOrder : natural).filter((column) => !this.columns[column]?.isHidden);
  }

  /** Changes the columns' conditions, like a variable. Emits `changed`. */
  change(isHidden: readonly boolean[]): void {
    this.columns = this.columns.map((column, index) => ({ ...column, isHidden: isHidden[index] ?? false }));
    this.emit('changed');
  }

  /** Returns the loaded value of a column in a row; for dimensions also the element number. */
  valueAt(column: number, row: number): number {
    return (row * (column * 7 + 3) + column + this.definition.seed) % (column + 3);
  }

  textAt(column: number, row: number): string {
    return `c${column}v${this.valueAt(column, row)}`;
  }

  override getLayout(): Promise<unknown> {
    this.layoutCount++;
    const answer = this.answers.shift();
    if (answer) return answer();
    const { dimensions, columnOrder, rowCount, initialPages } = this.definition;
    const infos = this.columns.map((column, index) => this.infoOf(column, index));
    const visible = this.visible;
    return Promise.resolve({
      qHyperCube: {
        qMode: 'S',
        qSize: { qcx: visible.length, qcy: rowCount },
        qDimensionInfo: infos.slice(0, dimensions.length),
        qMeasureInfo: infos.slice(dimensions.length),
        qEffectiveInterColumnSortOrder: this.sortOrder,
        qColumnOrder: columnOrder,
        qGrandTotalRow: this.columns.flatMap((column, index) =>
          index < dimensions.length || column.isHidden ? [] : [{ qText: `c${index}total`, qElemNumber: -1 }],
        ),
        qDataPages: initialPages.map((page) => this.pageOf({ ...page, qHeight: 5 })),
      },
    });
  }

  override getHyperCubeData(path: string, pages: readonly never[]): Promise<unknown> {
    this.calls.push(['getHyperCubeData', path, pages]);
    return Promise.resolve(pages.map((page) => this.pageOf(page)));
  }

  override selectHyperCubeValues(
    _path: string,
    dimension: number,
    elements: readonly number[],
  ): Promise<boolean> {
    this.selections.push(...elements.map((element) => `c${dimension}v${element}`));
    return Promise.resolve(dimension < this.definition.dimensions.length);
  }

  override applyPatches(
    patches: readonly { readonly qOp: string; readonly qPath: string; readonly qValue: string }[],
    isSoft: boolean,
  ): Promise<void> {
    if (!isSoft) throw new Error('The app itself would change.');
    for (const { qOp, qPath, qValue } of patches) {
      const [, root, list, place, ...member] = qPath.split('/');
      if (qOp !== 'Replace' || root !== 'qHyperCubeDef') throw new Error(`${qOp} ${qPath}`);
      const value: unknown = JSON.parse(qValue);
      if (list === 'qInterColumnSortOrder') this.sortOrder = value as number[];
      else this.patchColumn(`${list}`, Number(place), member.join('/'), value);
    }
    this.emit('changed');
    return Promise.resolve();
  }

  private patchColumn(list: string, place: number, member: string, value: unknown): void {
    const isDimension = list === 'qDimensions';
    const sorting = this.sortOrders[isDimension ? place : this.definition.dimensions.length + place];
    if (!sorting) throw new Error(`There is no ${list}/${place}.`);
    if (member === 'qDef/qReverseSort') sorting.isReversed = value === true;
    else if (member === (isDimension ? 'qDef/qSortCriterias' : 'qSortBy')) {
      const [criteria] = [value].flat() as { qSortByNumeric: number }[];
      sorting.sign = criteria?.qSortByNumeric ?? 0;
    } else throw new Error(`There is no ${member}.`);
  }

  private infoOf({ isHidden }: FakeColumn, column: number): object {
    const { sign, isReversed } = this.sortOrders[column] ?? { sign: 0, isReversed: false };
    const direction = isReversed ? -sign : sign;
    return {
      qFallbackTitle: `c${column}`,
      qSortIndicator: direction === 0 ? 'N' : direction > 0 ? 'A' : 'D',
      // The engine omits `false`.
      ...(isReversed && { qReverseSort: true }),
      ...(isHidden && { qError: { qErrorCode: 7005 } }),
    };
  }

  private pageOf(area: { qTop: number; qLeft: number; qWidth: number; qHeight: number }): object {
    const columns = this.visible.slice(area.qLeft, area.qLeft + area.qWidth);
    const rows = this.rowsInOrder().slice(area.qTop, area.qTop + area.qHeight);
    const { length } = this.definition.dimensions;
    return {
      qArea: { ...area, qWidth: columns.length, qHeight: rows.length },
      qMatrix: rows.map((row) =>
        columns.map((column) => ({
          qText: this.textAt(column, row),
          qNum: this.valueAt(column, row),
          qElemNumber: column < length ? this.valueAt(column, row) : 0,
        })),
      ),
    };
  }

  private rowsInOrder(): number[] {
    const rows = Array.from({ length: this.definition.rowCount }, (_, row) => row);
    const order = this.sortOrder.filter((column) => !this.columns[column]?.isHidden);
    return rows.sort((one, other) => {
      for (const column of order) {
        const { sign, isReversed } = this.sortOrders[column] ?? { sign: 0, isReversed: false };
        const difference = this.valueAt(column, one) - this.valueAt(column, other);
        if (sign * difference !== 0) return (isReversed ? -sign : sign) * difference;
      }
      return one - other;
    });
  }
}

const column = fc.record({
  isHidden: fc.boolean(),
  sign: fc.constantFrom<-1 | 0 | 1>(-1, 0, 1),
  isReversed: fc.boolean(),
});

/** Tables of all kinds, with at least one column to see. */
export const fakeTables: fc.Arbitrary<FakeTableDefinition> = fc
  .record({
    dimensions: fc.array(column, { maxLength: 5 }),
    measures: fc.array(column, { maxLength: 5 }),
    rowCount: fc.integer({ min: 0, max: 40 }),
    initialPages: fc.array(
      fc.record({
        qTop: fc.constantFrom(0, 0, 3, 5, 20),
        qLeft: fc.constantFrom(0, 0, 1),
        qWidth: fc.constantFrom(1, 3, 50, 50),
      }),
      { maxLength: 2 },
    ),
    seed: fc.nat(20),
  })
  .filter(({ dimensions, measures }) => [...dimensions, ...measures].some(({ isHidden }) => !isHidden))
  .chain((table) => {
    const natural = [...table.dimensions, ...table.measures].map((_, index) => index);
    const shuffled = fc.shuffledSubarray(natural, { minLength: natural.length });
    return fc.record({
      ...Object.fromEntries(Object.entries(table).map(([name, value]) => [name, fc.constant(value)])),
      columnOrder: fc.oneof(
        { weight: 4, arbitrary: shuffled },
        { weight: 1, arbitrary: fc.constant<number[]>([]) },
        { weight: 1, arbitrary: fc.shuffledSubarray(natural) },
        { weight: 1, arbitrary: fc.constant(natural.map(() => 0)) },
      ),
      sortOrder: fc.oneof(shuffled, fc.shuffledSubarray(natural)),
    }) as unknown as fc.Arbitrary<FakeTableDefinition>;
  });
