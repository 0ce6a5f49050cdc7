import { MomentPipe } from './moment.pipe';

describe('a moment', () => {
  const pipe = new MomentPipe();

  it('is written to the millisecond where the order of events counts', () => {
    expect(pipe.transform(new Date(2026, 0, 2, 13, 4, 5, 67).getTime(), 'milliseconds')).toBe('13:04:05.067');
  });

  it('is a day without a time where a day is asked for', () => {
    const text = pipe.transform('2026-01-02T12:00:00Z', 'day');
    expect(text).toContain('2026');
    expect(text).not.toContain(':');
  });

  it('is empty where there is none', () => {
    expect(pipe.transform(undefined, 'day')).toBe('');
    expect(pipe.transform('not a date', 'day')).toBe('');
  });
});
