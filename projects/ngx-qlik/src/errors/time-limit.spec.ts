import { QlikError } from './qlik-error';
import { rejectAfter } from './time-limit';

describe('rejectAfter', () => {
  beforeEach(() => jasmine.clock().install());
  afterEach(() => jasmine.clock().uninstall());

  const tooLate = () => new QlikError('runtime-timeout', 'Too late.', { remedy: 'Again.' });

  it('hands on what comes in time, and what fails in time', async () => {
    const onTimeout = jasmine.createSpy('onTimeout', tooLate);
    expect(await rejectAfter(Promise.resolve(5), 100, onTimeout)).toBe(5);
    await expectAsync(rejectAfter(Promise.reject(new Error('no')), 100, onTimeout)).toBeRejectedWithError(
      'no',
    );
    jasmine.clock().tick(1000);
    expect(onTimeout).not.toHaveBeenCalled();
  });

  it('ends a wait that nothing else would end', async () => {
    const waiting = rejectAfter(new Promise(() => undefined), 100, tooLate);
    jasmine.clock().tick(100);
    await expectAsync(waiting).toBeRejectedWith(jasmine.objectContaining({ code: 'runtime-timeout' }));
  });

  it('waits anew when the machine has slept meanwhile', async () => {
    jasmine.clock().mockDate(new Date(2026, 0, 1, 10));
    const waiting = rejectAfter(new Promise(() => undefined), 100, tooLate);
    jasmine.clock().mockDate(new Date(2026, 0, 1, 11));
    jasmine.clock().tick(100);
    await expectAsync(waiting).toBePending();
    jasmine.clock().tick(100);
    await expectAsync(waiting).toBeRejectedWith(jasmine.objectContaining({ code: 'runtime-timeout' }));
  });

  it('ends with a signal, and lets go of it', async () => {
    const ended = new AbortController();
    const remove = spyOn(ended.signal, 'removeEventListener').and.callThrough();
    expect(await rejectAfter(Promise.resolve(5), 100, tooLate, ended.signal)).toBe(5);
    expect(remove).toHaveBeenCalledTimes(1);
    const waiting = rejectAfter(new Promise(() => undefined), 100, tooLate, ended.signal);
    ended.abort();
    await expectAsync(waiting).toBeRejectedWith(jasmine.objectContaining({ code: 'runtime-timeout' }));
  });

  it('does not begin to wait with a signal that is aborted', async () => {
    const waiting = rejectAfter(new Promise(() => undefined), 60_000, tooLate, AbortSignal.abort());
    await expectAsync(waiting).toBeRejected();
  });
});
