import { RowBlocks } from './row-blocks';
import type { HypercubeRow } from './table-cells';

describe('RowBlocks', () => {
  let fetched: [number, number][];
  const rowsFrom = (top: number, height: number): HypercubeRow[] =>
    Array.from({ length: height }, (_, index) => ({ index: top + index, cells: [] }));
  const create = (columnCount: number, rowCount: number, firstRows: readonly HypercubeRow[] = []) =>
    new RowBlocks({ columnCount, rowCount, firstRows }, (top, height) => {
      fetched.push([top, height]);
      return Promise.resolve(rowsFrom(top, height));
    });
  const indexes = (rows: readonly HypercubeRow[]) => [rows[0]?.index, rows.at(-1)?.index, rows.length];

  beforeEach(() => (fetched = []));

  it('returns any page, and fetches each block once', async () => {
    const blocks = create(4, 10_000);
    expect(indexes(await blocks.page(450, 100))).toEqual([450, 549, 100]);
    expect(indexes(await blocks.page(480, 600))).toEqual([480, 1079, 600]);
    expect(fetched).toEqual([
      [0, 500],
      [500, 500],
      [1000, 500],
    ]);
  });

  it('sends one request for concurrent pages of the same block', async () => {
    const blocks = create(4, 10_000);
    await Promise.all([blocks.page(0, 10), blocks.page(5, 10)]);
    expect(fetched.length).toBe(1);
  });

  it('never requests more cells than the engine allows', async () => {
    const blocks = create(50, 10_000);
    await blocks.page(0, 1_000);
    expect(fetched.length).toBe(5);
    expect(fetched.every(([, height]) => height * 50 <= 10_000)).toBeTrue();
    await create(20_000, 3).page(0, 3);
    expect(fetched.slice(5)).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
    ]);
  });

  it('ends with the table', async () => {
    const blocks = create(4, 620);
    expect(indexes(await blocks.page(600, 100))).toEqual([600, 619, 20]);
    expect(fetched).toEqual([[500, 120]]);
    expect(await blocks.page(700, 10)).toEqual([]);
    expect(await blocks.page(10, 0)).toEqual([]);
    expect(indexes(await blocks.page(-5, 10))).toEqual([0, 9, 10]);
  });

  it('uses the rows of the layout', async () => {
    const blocks = create(4, 10_000, rowsFrom(0, 100));
    expect(indexes(await blocks.page(20, 80))).toEqual([20, 99, 80]);
    expect(fetched).toEqual([]);
  });

  it('caches recent blocks and drops old ones', async () => {
    const blocks = create(4, 1_000_000);
    for (let top = 0; top < 12 * 500; top += 500) await blocks.page(top, 500);
    await blocks.page(0, 500);
    await blocks.page(12 * 500, 500);
    fetched = [];
    await blocks.page(0, 500);
    expect(fetched).toEqual([]);
    await blocks.page(500, 500);
    expect(fetched).toEqual([[500, 500]]);
  });

  it('fetches again after a failure', async () => {
    let isDown = true;
    const blocks = new RowBlocks({ columnCount: 4, rowCount: 100, firstRows: [] }, (top, height) =>
      isDown ? Promise.reject(new Error('down')) : Promise.resolve(rowsFrom(top, height)),
    );
    await expectAsync(blocks.page(0, 10)).toBeRejectedWithError('down');
    isDown = false;
    expect(indexes(await blocks.page(0, 10))).toEqual([0, 9, 10]);
  });
});
