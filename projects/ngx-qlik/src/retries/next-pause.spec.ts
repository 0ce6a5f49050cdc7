import { nextPause } from './next-pause';
import { DEFAULT_RETRIES } from './retry-settings';

const FIRST = { made: 1, spent: 0, isRepeatable: true, isOnline: true };

function pauseOf(status: number | undefined, retryAfterSeconds?: number, change: Partial<typeof FIRST> = {}) {
  return nextPause({ status, retryAfterSeconds }, { ...FIRST, ...change }, DEFAULT_RETRIES, 0);
}

describe('nextPause', () => {
  for (const [status, reason] of [
    [0, 'unreachable'],
    [429, 'rate-limited'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [504, 'unavailable'],
  ] as const) {
    it(`repeats after ${status} what may be done twice, with growing pauses`, () => {
      expect(pauseOf(status)).toEqual({ reason, milliseconds: 300 });
      expect(pauseOf(status, undefined, { made: 3 })).toEqual({ reason, milliseconds: 1200 });
      expect(pauseOf(status, undefined, { made: 4 })).toBeUndefined();
    });
  }

  for (const status of [undefined, 200, 400, 401, 403, 404, 409, 500, 501]) {
    it(`does not repeat after ${String(status)}`, () => {
      expect(pauseOf(status)).toBeUndefined();
    });
  }

  it('repeats what must not be done twice only when the server says that it was not done', () => {
    const once = { isRepeatable: false };
    expect(pauseOf(429, undefined, once)?.milliseconds).toBe(300);
    expect(pauseOf(503, 2, once)?.milliseconds).toBe(2000);
    for (const status of [0, 502, 503, 504]) expect(pauseOf(status, undefined, once)).toBeUndefined();
    expect(pauseOf(502, 2, once)).toBeUndefined();
  });

  it('waits at least as long as the server asks, plus jitter', () => {
    const attempts = FIRST;
    const latest = nextPause({ status: 429, retryAfterSeconds: 12 }, attempts, DEFAULT_RETRIES, 1);
    expect(pauseOf(429, 12)?.milliseconds).toBe(12_000);
    expect(latest?.milliseconds).toBe(13_000);
    const jittered = nextPause({ status: 502, retryAfterSeconds: undefined }, attempts, DEFAULT_RETRIES, 1);
    expect(jittered?.milliseconds).toBe(210);
  });

  it('does not begin to wait for longer than it may', () => {
    expect(pauseOf(429, 91)).toBeUndefined();
    expect(pauseOf(429, 30, { spent: 70_000 })).toBeUndefined();
    expect(pauseOf(429, 30, { spent: 60_000 })?.milliseconds).toBe(30_000);
    expect(pauseOf(429, 0, { spent: 90_000 })).toBeUndefined();
  });

  it('waits for the network as long as it may', () => {
    const pause = pauseOf(0, undefined, { isOnline: false, spent: 20_000 });
    expect(pause).toEqual({ reason: 'offline', milliseconds: 70_000 });
  });
});
