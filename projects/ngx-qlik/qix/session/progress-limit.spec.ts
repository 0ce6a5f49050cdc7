import { QlikError } from 'ngx-qlik';
import { qlikErrorOf, settled } from 'ngx-qlik/testing';
import { ProgressLimit } from './progress-limit';

const LIMIT = 1_000;
const tooLate = () => new QlikError('app-open-timeout', 'Too late.', { remedy: 'Again.' });

describe('ProgressLimit', () => {
  beforeEach(() => jasmine.clock().install().mockDate());
  afterEach(() => jasmine.clock().uninstall());

  const pass = async (milliseconds: number) => {
    jasmine.clock().tick(milliseconds);
    await settled();
  };

  it('settles like the work within the limit', async () => {
    const limit = new ProgressLimit(LIMIT);
    expect(await limit.race(Promise.resolve(5), tooLate)).toBe(5);
    await expectAsync(limit.race(Promise.reject(new Error('no')), tooLate)).toBeRejectedWithError('no');
  });

  it('rejects at the exact limit, and creates one error', async () => {
    const onTimeout = jasmine.createSpy('onTimeout', tooLate).and.callThrough();
    const waiting = qlikErrorOf(new ProgressLimit(LIMIT).race(new Promise(() => undefined), onTimeout));
    await pass(LIMIT - 1);
    expect(onTimeout).not.toHaveBeenCalled();
    await pass(1);
    expect((await waiting).message).toBe('Too late.');
    expect(onTimeout).toHaveBeenCalledTimes(1);
  });

  it('restarts with each progress report', async () => {
    const limit = new ProgressLimit(LIMIT);
    const waiting = limit.race(new Promise(() => undefined), tooLate);
    for (const at of [LIMIT - 1, 1, LIMIT - 1, 400, 900]) {
      await pass(at);
      limit.reportProgress();
    }
    await pass(LIMIT - 1);
    await expectAsync(waiting).toBePending();
    await pass(1);
    await expectAsync(waiting).toBeRejectedWith(jasmine.objectContaining({ code: 'app-open-timeout' }));
  });

  it('rejects work that reports progress endlessly', async () => {
    const limit = new ProgressLimit(LIMIT);
    const waiting = limit.race(new Promise(() => undefined), tooLate);
    for (let half = 0; half < 119; half++) {
      await pass(LIMIT / 2);
      limit.reportProgress();
    }
    await expectAsync(waiting).toBePending();
    await pass(LIMIT / 2);
    await expectAsync(waiting).toBeRejectedWith(jasmine.objectContaining({ code: 'app-open-timeout' }));
  });

  it('does not count pauses', async () => {
    let isPaused = true;
    const limit = new ProgressLimit(LIMIT, () => isPaused);
    const waiting = limit.race(new Promise(() => undefined), tooLate);
    for (let turn = 0; turn < 100; turn++) await pass(LIMIT);
    await expectAsync(waiting).toBePending();
    isPaused = false;
    await pass(LIMIT);
    await expectAsync(waiting).toBeRejectedWith(jasmine.objectContaining({ code: 'app-open-timeout' }));
  });
});
