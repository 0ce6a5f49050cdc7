import { Subject } from 'rxjs';
import { pausableTimeout } from './pausable-timeout';

describe('limitWaiting', () => {
  beforeEach(() => jasmine.clock().install().mockDate());
  afterEach(() => jasmine.clock().uninstall());

  function begin(pausedFor = 0) {
    const until = Date.now() + pausedFor;
    const source = new Subject<string>();
    const outcome: string[] = [];
    const limited = source.pipe(
      pausableTimeout({ limit: 1000, pausedUntil: () => until, error: () => new Error('late') }),
    );
    const subscription = limited.subscribe({
      next: (value) => outcome.push(value),
      error: (error: Error) => outcome.push(error.message),
      complete: () => outcome.push('end'),
    });
    return { source, outcome, subscription };
  }

  it('fails when nothing comes in time, and gives up the source', () => {
    const { source, outcome } = begin();
    jasmine.clock().tick(1000);
    expect(outcome).toEqual(['late']);
    expect(source.observed).toBeFalse();
  });

  it('gives each value its time', () => {
    const { source, outcome } = begin();
    jasmine.clock().tick(999);
    source.next('one');
    jasmine.clock().tick(999);
    source.complete();
    jasmine.clock().tick(5000);
    expect(outcome).toEqual(['one', 'end']);
  });

  it('stands still during a pause', () => {
    const { source, outcome } = begin(30_000);
    jasmine.clock().tick(30_999);
    source.next('one');
    expect(outcome).toEqual(['one']);
  });

  it('goes on after a pause', () => {
    const { outcome } = begin(30_000);
    jasmine.clock().tick(31_000);
    expect(outcome).toEqual(['late']);
  });

  it('keeps no timer for a caller who has gone', () => {
    const { outcome, subscription } = begin();
    subscription.unsubscribe();
    jasmine.clock().tick(5000);
    expect(outcome).toEqual([]);
  });
});
