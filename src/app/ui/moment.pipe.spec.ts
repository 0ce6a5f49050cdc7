import { MomentPipe } from './moment.pipe';

describe('MomentPipe', () => {
  const pipe = new MomentPipe();

  it('shows milliseconds in the style for events', () => {
    expect(pipe.transform(new Date(2026, 0, 2, 13, 4, 5, 67).getTime(), 'milliseconds')).toBe('13:04:05.067');
  });

  it('shows a day without a time in the style for days', () => {
    const text = pipe.transform('2026-01-02T12:00:00Z', 'day');
    expect(text).toContain('2026');
    expect(text).not.toContain(':');
  });

  it('is empty without a date', () => {
    expect(pipe.transform(undefined, 'day')).toBe('');
    expect(pipe.transform('not a date', 'day')).toBe('');
  });
});
