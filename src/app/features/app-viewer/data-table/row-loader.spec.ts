import type { HypercubeRow } from 'ngx-qlik/qix';
import { RowLoader } from './row-loader';

const rowsFrom = (top: number, height: number): HypercubeRow[] =>
  Array.from({ length: height }, (_, index) => ({ index: top + index, cells: [] }));

interface Call {
  readonly top: number;
  readonly height: number;
  readonly answer: () => Promise<void>;
  readonly fail: () => Promise<void>;
}

describe('RowLoader', () => {
  let calls: Call[];
  let loader: RowLoader;
  /** Waits for as many microtasks as a response needs. */
  const settle = async () => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };

  beforeEach(() => {
    calls = [];
    loader = new RowLoader(
      (top, height) =>
        new Promise((resolve, reject) => {
          calls.push({
            top,
            height,
            answer: () => (resolve(rowsFrom(top, height)), settle()),
            fail: () => (reject(new Error('down')), settle()),
          });
        }),
    );
    loader.begin(rowsFrom(0, 200), 1_000_000);
  });

  it('fetches nothing while the first rows are sufficient', () => {
    loader.request({ top: 0, count: 40 });
    expect(calls).toEqual([]);
    expect(loader.rows().get(39)?.index).toBe(39);
  });

  it('fetches ahead before the last loaded row is visible', async () => {
    loader.request({ top: 100, count: 40 });
    expect(calls.map(({ top, height }) => [top, height])).toEqual([[0, 340]]);
    await calls[0]?.answer();
    expect(loader.rows().has(339)).toBeTrue();
    loader.request({ top: 210, count: 40 });
    expect(calls.length).toBe(1);
  });

  it('skips rows that were scrolled past during a request', async () => {
    loader.request({ top: 5_000, count: 40 });
    for (let top = 5_010; top <= 900_000; top += 5_000) loader.request({ top, count: 40 });
    expect(calls.length).toBe(1);
    await calls[0]?.answer();
    expect(calls.length).toBe(2);
    await calls[1]?.answer();
    expect(loader.rows().has(895_010)).toBeTrue();
    expect(calls.length).toBe(2);
  });

  it('keeps the same number of rows after any distance', async () => {
    for (let top = 0; top < 50_000; top += 500) {
      loader.request({ top, count: 40 });
      await calls.at(-1)?.answer();
    }
    expect(loader.rows().size).toBeLessThan(500);
  });

  it('drops the response to an earlier calculation, and requests again', async () => {
    loader.request({ top: 5_000, count: 40 });
    loader.begin([], 6_000);
    await calls[0]?.answer();
    expect(loader.rows().size).toBe(0);
    expect(calls.length).toBe(2);
    await calls[1]?.answer();
    expect(loader.rows().has(5_020)).toBeTrue();
  });

  it('has the error of a failed request, and retries', async () => {
    loader.request({ top: 5_000, count: 40 });
    await calls[0]?.fail();
    expect(loader.error()).toBeDefined();
    loader.retry();
    await calls[1]?.answer();
    expect(loader.error()).toBeUndefined();
    expect(loader.rows().has(5_000)).toBeTrue();
  });

  it('drops the error once the visible rows are loaded', async () => {
    loader.request({ top: 5_000, count: 40 });
    await calls[0]?.fail();
    expect(loader.error()).toBeDefined();
    // Back to the first rows.
    loader.request({ top: 0, count: 40 });
    await settle();
    expect(loader.error()).toBeUndefined();
  });

  it('does not wait for the answer to a request of a former calculation', async () => {
    loader.request({ top: 5_000, count: 40 });
    expect(loader.isFetching()).toBeTrue();
    loader.begin(rowsFrom(0, 200), 1_000_000);
    expect(calls.length).toBe(2);
    await calls[1]?.answer();
    expect(loader.rows().has(5_000)).toBeTrue();
    expect(loader.isFetching()).toBeFalse();
    // The late answer changes nothing.
    await calls[0]?.fail();
    expect(loader.error()).toBeUndefined();
  });

  it('stops if the engine returns too few rows', async () => {
    const asked: number[] = [];
    const empty = new RowLoader((top) => (asked.push(top), Promise.resolve([])));
    empty.begin([], 100);
    empty.request({ top: 0, count: 40 });
    await settle();
    expect(asked).toEqual([0]);
  });
});
