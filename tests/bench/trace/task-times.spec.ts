import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { taskTimes, type TraceEvent } from './task-times.ts';

const MAIN = { pid: 1, tid: 1 };
const NAVIGATION: TraceEvent = {
  ...MAIN,
  name: 'navigationStart',
  ph: 'R',
  ts: 1_000_000,
  args: { data: { documentLoaderURL: 'http://localhost/page' } },
};

/** An event of the main thread; times in milliseconds from the start of the navigation. */
const event = (name: string, at: number, took: number, ownClock = took): TraceEvent => ({
  ...MAIN,
  ...{ name, ph: 'X', ts: NAVIGATION.ts + at * 1000, dur: took * 1000, tdur: ownClock * 1000 },
});

describe('the times of the main thread', () => {
  it('count each event without those inside it', () => {
    const { milliseconds, counts } = taskTimes(
      [
        NAVIGATION,
        event('FunctionCall', 0, 100),
        event('UpdateLayoutTree', 10, 5),
        event('Layout', 20, 30),
        event('V8.GC_SCAVENGER', 60, 8),
        event('Paint', 100, 4),
      ],
      1000,
    );
    assert.deepEqual(milliseconds, { scripts: 57, style: 5, layout: 30, paint: 4, garbage: 8, other: 0 });
    assert.deepEqual(counts, { style: 1, layout: 1 });
  });

  it('are those of its own clock, and of an event that is not known those of the one around it', () => {
    const { milliseconds } = taskTimes(
      [NAVIGATION, event('FunctionCall', 0, 100, 40), event('Unheard', 10, 50, 20), event('Unheard', 200, 3)],
      1000,
    );
    assert.deepEqual([milliseconds.scripts, milliseconds.other], [40, 3]);
  });

  it('end when the page shows what it should, and leave out other threads', () => {
    const { milliseconds } = taskTimes(
      [
        NAVIGATION,
        event('FunctionCall', -10, 5),
        event('FunctionCall', 49, 7),
        event('FunctionCall', 51, 9),
        { ...event('FunctionCall', 10, 11), tid: 2 },
      ],
      50,
    );
    assert.equal(milliseconds.scripts, 7);
  });

  it('are refused where the trace has no navigation or no processor times', () => {
    assert.throws(() => taskTimes([event('Layout', 0, 1)], 1), /no navigation/);
    const { tdur: _, ...withoutClock } = event('Layout', 0, 1);
    assert.throws(() => taskTimes([NAVIGATION, withoutClock], 1), /no processor times/);
  });
});
