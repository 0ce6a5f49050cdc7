import { beforeAll, describe, expect, it, vi } from 'vitest';
import { defineTests } from './status-tests.mjs';

// Vitest leaves Node's own beside what jsdom has.
for (const name of ['BroadcastChannel', 'MessageChannel']) delete globalThis[name];

defineTests({
  describe,
  it,
  expect,
  beforeAll,
  mockedClock: async (test) => {
    vi.useFakeTimers();
    try {
      await test((milliseconds) => vi.advanceTimersByTimeAsync(milliseconds));
    } finally {
      vi.useRealTimers();
    }
  },
});
