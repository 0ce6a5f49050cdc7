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
  /** Answers come in as many microtasks as promises lie on their way. */
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

  it('fetches nothing while the rows that came first suffice', () => {
    loader.request({ top: 0, count: 40 });
    expect(calls).toEqual([]);
    expect(loader.rows().get(39)?.index).toBe(39);
  });

  it('fetches ahead before the last row that is here comes into sight', async () => {
    loader.request({ top: 100, count: 40 });
    expect(calls.map(({ top, height }) => [top, height])).toEqual([[0, 340]]);
    await calls[0]?.answer();
    expect(loader.rows().has(339)).toBeTrue();
    loader.request({ top: 210, count: 40 });
    expect(calls.length).toBe(1);
  });

  it('skips what was passed over while an answer was under way', async () => {
    loader.request({ top: 5_000, count: 40 });
    for (let top = 5_010; top <= 900_000; top += 5_000) loader.request({ top, count: 40 });
    expect(calls.length).toBe(1);
    await calls[0]?.answer();
    expect(calls.length).toBe(2);
    await calls[1]?.answer();
    expect(loader.rows().has(895_010)).toBeTrue();
    expect(calls.length).toBe(2);
  });

  it('holds no more rows after a long way than after a short one', async () => {
    for (let top = 0; top < 50_000; top += 500) {
      loader.request({ top, count: 40 });
      await calls.at(-1)?.answer();
    }
    expect(loader.rows().size).toBeLessThan(500);
  });

  it('drops the answer to a calculation that is no more, and asks anew', async () => {
    loader.request({ top: 5_000, count: 40 });
    loader.begin([], 6_000);
    await calls[0]?.answer();
    expect(loader.rows().size).toBe(0);
    expect(calls.length).toBe(2);
    await calls[1]?.answer();
    expect(loader.rows().has(5_020)).toBeTrue();
  });

  it('says why rows are missing, and fetches them when asked again', async () => {
    loader.request({ top: 5_000, count: 40 });
    await calls[0]?.fail();
    expect(loader.error()).toBeDefined();
    loader.retry();
    await calls[1]?.answer();
    expect(loader.error()).toBeUndefined();
    expect(loader.rows().has(5_000)).toBeTrue();
  });

  it('does not ask for ever for rows that the engine does not give', async () => {
    const asked: number[] = [];
    const empty = new RowLoader((top) => (asked.push(top), Promise.resolve([])));
    empty.begin([], 100);
    empty.request({ top: 0, count: 40 });
    await settle();
    expect(asked).toEqual([0]);
  });
});
