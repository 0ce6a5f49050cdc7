import { fakeConnection } from 'ngx-qlik/testing';
import { QlikError, toQlikError } from './qlik-error';

const { id } = fakeConnection({ id: 'acme' });

describe('QlikError', () => {
  it('says what happened, what to do, and whether a retry helps', () => {
    const cause = new Error('below');
    const error = new QlikError('http-rate-limited', 'Too many.', {
      remedy: 'Wait.',
      connectionId: id,
      isRetryable: true,
      retryAfterSeconds: 5,
      status: 429,
      cause,
    });
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.code, error.message, error.remedy]).toEqual([
      'QlikError',
      'http-rate-limited',
      'Too many.',
      'Wait.',
    ]);
    expect([error.isRetryable, error.retryAfterSeconds, error.status]).toEqual([true, 5, 429]);
    expect(error.cause).toBe(cause);
  });

  it('is not to be retried unless it says so', () => {
    expect(new QlikError('unexpected', 'x', { remedy: 'y' }).isRetryable).toBeFalse();
    expect('cause' in new QlikError('unexpected', 'x', { remedy: 'y' })).toBeFalse();
  });

  it('names a connection without losing anything else', () => {
    const error = new QlikError('http-rate-limited', 'Too many.', { remedy: 'Wait.', retryAfterSeconds: 5 });
    const named = error.for(id);
    expect([named.connectionId, named.code, named.retryAfterSeconds]).toEqual([id, 'http-rate-limited', 5]);
    expect(named.cause).toBe(error);
    expect(named.for(id)).toBe(named);
  });
});

describe('toQlikError', () => {
  it('leaves a QlikError as it is, but for the connection', () => {
    const error = new QlikError('popup-closed', 'Closed.', { remedy: 'Again.' });
    expect(toQlikError(error)).toBe(error);
    expect(toQlikError(error, id).connectionId).toBe(id);
  });

  it('keeps anything else as the cause', () => {
    const thrown = new TypeError('broken');
    expect(toQlikError(thrown, id)).toEqual(
      jasmine.objectContaining({ code: 'unexpected', message: 'broken', connectionId: id, cause: thrown }),
    );
    expect(toQlikError('a text').message).toBe('a text');
    expect(toQlikError(undefined).message).toBe('undefined');
  });
});
