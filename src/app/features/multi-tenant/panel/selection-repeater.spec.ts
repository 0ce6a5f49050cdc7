import { planRepetition, type RepeatedField } from './repetition';
import { type RepeatingApp, SelectionRepeater } from './selection-repeater';

const field = (name: string, ...texts: string[]): RepeatedField => ({
  field: name,
  count: texts.length,
  texts,
});

/** An app without an engine that records its calls. */
class FakeApp implements RepeatingApp {
  current: readonly RepeatedField[] = [];
  readonly calls: string[] = [];
  reported: readonly string[] = [];
  refuses = '';

  constructor(readonly connectionId: string) {}

  fields() {
    return this.current;
  }

  select(name: string, texts: readonly string[]): Promise<void> {
    this.calls.push(`select ${name} ${texts.join('+')}`);
    if (name === this.refuses) return Promise.reject(new Error('no such field'));
    this.current = [...this.current.filter((each) => each.field !== name), field(name, ...texts)];
    return Promise.resolve();
  }

  clear(name: string): Promise<void> {
    this.calls.push(`clear ${name}`);
    this.current = this.current.filter((each) => each.field !== name);
    return Promise.resolve();
  }

  reportMissing(missing: readonly string[]): void {
    this.reported = missing;
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('repeating selections', () => {
  let repeater: SelectionRepeater;
  let one: FakeApp;
  let other: FakeApp;

  beforeEach(() => {
    repeater = new SelectionRepeater();
    one = new FakeApp('one');
    other = new FakeApp('other');
    repeater.join(one);
    repeater.join(other);
    repeater.switch(true);
    repeater.lead('one');
  });

  it('selects, changes and clears in the other app, and skips equal selections', async () => {
    one.current = [field('State', 'TX'), field('Day', 'Mon')];
    repeater.changed(one);
    await settled();
    one.current = [field('State', 'CA', 'TX')];
    repeater.changed(one);
    await settled();
    other.current = [field('State', 'TX', 'CA')];
    repeater.changed(one);
    await settled();
    expect(other.calls).toEqual(['select State TX', 'select Day Mon', 'clear Day', 'select State CA+TX']);
  });

  it('repeats from the panel that the user works in, and not back', async () => {
    other.current = [field('State', 'TX')];
    repeater.changed(other);
    await settled();
    expect(one.calls).toEqual([]);
    repeater.lead('other');
    repeater.changed(other);
    await settled();
    expect(one.calls).toEqual(['select State TX']);
  });

  it('reports what could not be repeated, and repeats the rest', async () => {
    other.refuses = 'Carrier';
    one.current = [
      field('Carrier', 'AA'),
      field('State', 'TX'),
      { field: 'Airport', count: 90, texts: ['ABI'] },
    ];
    repeater.changed(one);
    await settled();
    expect(other.calls).toContain('select State TX');
    expect(other.reported).toEqual(['Airport (90 values are too many)', 'Carrier (no such field)']);
  });

  it('stops when it is switched off, and when an app is closed', async () => {
    const third = new FakeApp('third');
    repeater.join(third)();
    one.current = [field('State', 'TX')];
    repeater.changed(one);
    await settled();
    repeater.switch(false);
    one.current = [];
    repeater.changed(one);
    await settled();
    expect([other.calls, third.calls]).toEqual([['select State TX'], []]);
  });

  it('does not change fields with incomplete values', () => {
    const many = { field: 'Airport', count: 90, texts: ['ABI'] };
    expect(planRepetition([many], [many])).toEqual({ clears: [], selects: [], tooMany: [many] });
  });
});
