import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { defineTests } from './status-tests.mjs';
import { TestBed } from '@angular/core/testing';

// Vitest leaves Node's own beside what jsdom has.
for (const name of ['BroadcastChannel', 'MessageChannel']) delete globalThis[name];

// Vitest has no global `afterEach` that Angular could use: the application of a test would outlive the page.
afterEach(() => TestBed.resetTestingModule());

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
