import { Subject } from 'rxjs';
import { pausableTimeout } from './pausable-timeout';

describe('pausableTimeout', () => {
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

  it('fails without a value in time, and unsubscribes from the source', () => {
    const { source, outcome } = begin();
    jasmine.clock().tick(1000);
    expect(outcome).toEqual(['late']);
    expect(source.observed).toBeFalse();
  });

  it('restarts with each value', () => {
    const { source, outcome } = begin();
    jasmine.clock().tick(999);
    source.next('one');
    jasmine.clock().tick(999);
    source.complete();
    jasmine.clock().tick(5000);
    expect(outcome).toEqual(['one', 'end']);
  });

  it('does not count a pause', () => {
    const { source, outcome } = begin(30_000);
    jasmine.clock().tick(30_999);
    source.next('one');
    expect(outcome).toEqual(['one']);
  });

  it('continues after a pause', () => {
    const { outcome } = begin(30_000);
    jasmine.clock().tick(31_000);
    expect(outcome).toEqual(['late']);
  });

  it('clears its timer on unsubscription', () => {
    const { outcome, subscription } = begin();
    subscription.unsubscribe();
    jasmine.clock().tick(5000);
    expect(outcome).toEqual([]);
  });
});
