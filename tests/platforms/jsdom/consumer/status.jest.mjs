import { defineTests } from './status-tests.mjs';

const { jest } = import.meta;

defineTests({
  describe,
  it,
  expect,
  beforeAll,
  mockedClock: async (test) => {
    jest.useFakeTimers();
    try {
      await test((milliseconds) => jest.advanceTimersByTimeAsync(milliseconds));
    } finally {
      jest.useRealTimers();
    }
  },
});
